-- grain: one row for each refusal whose id begins with the digits given
-- key: reject_id
-- reason: everything about one refusal, cured or not
SELECT
    q.reject_id, q.table_name, q.check_name, q.value, q.is_cured, q.run_id,
    strftime(q.refused_at, '%Y-%m-%dT%H:%M:%SZ') AS refused_at,
    d.source_id, d.location, d.status AS document_status, q.row
FROM quarantine AS q
LEFT JOIN documents AS d USING (document_id)
WHERE starts_with(q.reject_id, $reject_id)
ORDER BY q.reject_id

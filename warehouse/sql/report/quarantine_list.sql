-- grain: one row for each refusal that nothing has cured
-- key: reject_id
-- reason: newest first; a short id is enough for `dateline quarantine show`
SELECT
    left(q.reject_id, 8) AS id,
    CASE q.table_name WHEN 'documents' THEN '' ELSE q.table_name || ': ' END || q.check_name AS reason,
    d.source_id AS source,
    q.value AS evidence
FROM quarantine AS q
LEFT JOIN documents AS d USING (document_id)
WHERE NOT q.is_cured AND ($reason IS NULL OR q.check_name = $reason)
ORDER BY q.refused_at DESC, source, q.reject_id

-- grain: one row for each table, failing check and source with refusals
-- key: (table_name, check_name, source_id)
-- reason: what to fix first; refusals that a later reading cured are counted separately
SELECT
    q.table_name, q.check_name, d.source_id,
    count(*) FILTER (NOT q.is_cured) AS refused,
    count(*) FILTER (q.is_cured) AS cured,
    min(q.refused_at) AS first_refused_at,
    max(q.refused_at) AS last_refused_at,
    arg_max(q.value, (q.refused_at, q.reject_id)) AS example,
    arg_max(d.location, (q.refused_at, q.reject_id)) AS example_location
FROM quarantine AS q LEFT JOIN documents AS d USING (document_id)
GROUP BY ALL

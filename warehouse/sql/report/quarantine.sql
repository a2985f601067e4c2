-- grain: one row for each reason for which the run quarantined documents
-- key: reason
-- reason: shows what to look at first
SELECT coalesce(reason, 'unknown') AS reason, count(*) AS documents
FROM run_documents WHERE run_id = $run_id AND state = 'quarantined' GROUP BY ALL ORDER BY documents DESC, reason

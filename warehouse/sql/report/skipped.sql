-- grain: one row for each reason for which the run skipped documents
-- key: reason
-- reason: shows what was left out on purpose
SELECT coalesce(reason, 'unknown') AS reason, count(*) AS documents
FROM run_documents WHERE run_id = $run_id AND state = 'skipped' GROUP BY ALL ORDER BY documents DESC, reason

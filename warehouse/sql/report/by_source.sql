-- grain: one row for each source and state of the run's documents
-- key: (source_id, state)
-- reason: shows which source gave what
SELECT coalesce(d.source_id, '') AS source_id, r.state, count(*) AS documents
FROM run_documents AS r LEFT JOIN documents AS d USING (document_id)
WHERE r.run_id = $run_id GROUP BY ALL ORDER BY ALL

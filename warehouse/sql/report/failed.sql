-- grain: one row for each document that failed in the run
-- key: document_id
-- reason: another try may cure them; a person sees which and why
SELECT coalesce(d.source_id, '') AS source_id, coalesce(d.location, '') AS location, r.reason, r.detail, r.document_id
FROM run_documents AS r LEFT JOIN documents AS d USING (document_id)
WHERE r.run_id = $run_id AND r.state = 'failed' ORDER BY ALL

-- question: What did the last run not load, and why?
-- group: provenance
-- picture: table show=state,reason,location
-- grain: one row for each document that the run met and did not load
-- key: document_id
-- reason: nothing is lost silently
SELECT r.state, d.source_id, d.location, r.reason, r.detail
FROM run_documents AS r JOIN documents AS d USING (document_id)
WHERE r.run_id = (SELECT arg_max(run_id, started_at) FROM runs) AND r.state NOT IN ('loaded', 'unchanged')
ORDER BY r.state, r.reason, d.location

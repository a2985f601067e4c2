-- grain: staged_rejects, one row for each row or document that a part's batch refused
-- key: reject_id
-- reason: what is refused is kept, with the part that refused it
INSERT INTO staged_rejects BY NAME
SELECT r.*, d.run_id, d.batch, d.seen_at AS refused_at
FROM read_parquet($path) AS r JOIN staged_documents AS d USING (document_id)

-- grain: documents and run_documents, one row for each document that a run found as it was
-- key: document_id; (run_id, document_id)
-- reason: an unchanged document keeps its standing, and was seen once more
CREATE OR REPLACE TEMP TABLE unchanged_documents AS
SELECT * FROM (
    SELECT unnest(from_json($documents, '[{"document_id": "VARCHAR", "reason": "VARCHAR", "detail": "VARCHAR",
        "seen_at": "TIMESTAMPTZ"}]'), recursive := true)
);

UPDATE documents SET last_seen_at = greatest(last_seen_at, u.seen_at)
FROM unchanged_documents AS u WHERE documents.document_id = u.document_id;

INSERT INTO run_documents BY NAME
SELECT $run_id AS run_id, u.document_id, 'unchanged' AS state, u.reason, u.detail, d.article_id, d.text_sha256
FROM unchanged_documents AS u
LEFT JOIN documents AS d USING (document_id)
WHERE u.document_id NOT IN (SELECT document_id FROM run_documents WHERE run_id = $run_id);

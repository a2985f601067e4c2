-- grain: run_documents, one row for each document that a run met
-- key: (run_id, document_id)
-- reason: what a run did with a document. Of a run that is over only what was missing is added: its report stands.
CREATE OR REPLACE TEMP TABLE new_run_documents AS
SELECT s.run_id, s.document_id, s.status AS state, s.reason, s.detail, s.article_id, s.text_sha256, s.batch
FROM staged_documents AS s
JOIN runs AS r USING (run_id)
LEFT JOIN run_documents AS o ON o.run_id = s.run_id AND o.document_id = s.document_id
WHERE o.document_id IS NULL
    OR (o.batch IS NULL AND s.batch IS NOT NULL)
    OR (r.state = 'running' AND (s.batch IS NOT NULL OR o.batch IS NULL) AND coalesce(s.batch >= o.batch, true));

DELETE FROM run_documents USING new_run_documents AS n
WHERE run_documents.run_id = n.run_id AND run_documents.document_id = n.document_id;
INSERT INTO run_documents BY NAME FROM new_run_documents;

-- Which of several documents with one wording counts as the duplicate is known when all are in.
CREATE OR REPLACE TEMP TABLE run_standings AS
SELECT r.run_id, r.document_id, if(e.location IS NULL, NULL, 'same text as ' || e.location) AS detail
FROM run_documents AS r
JOIN documents AS d USING (document_id)
SEMI JOIN touched_articles AS t ON t.article_id = r.article_id
LEFT JOIN documents AS e ON e.article_id = r.article_id AND e.text_sha256 = r.text_sha256 AND e.status = 'loaded'
    AND (length(e.location), e.location, e.document_id) < (length(d.location), d.location, d.document_id)
WHERE r.state IN ('loaded', 'duplicate') AND (
    r.run_id IN (SELECT run_id FROM runs WHERE state = 'running')
    OR (r.run_id, r.document_id) IN (SELECT (run_id, document_id) FROM new_run_documents)
);

UPDATE run_documents SET
    state = if(s.detail IS NULL, 'loaded', 'duplicate'),
    reason = if(s.detail IS NULL, NULL, 'same_article'),
    detail = s.detail
FROM run_standings AS s
WHERE run_documents.run_id = s.run_id AND run_documents.document_id = s.document_id

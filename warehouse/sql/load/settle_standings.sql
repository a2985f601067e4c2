-- grain: documents, one row for each document of a touched article
-- key: document_id
-- reason: which of several documents with one wording is loaded is decided over all of them
-- Where several documents hold one wording of one article, what was asked for at its own address is loaded, then the
-- one with the shortest location, then the first by name: what makes an address longer is mostly tracking.
CREATE OR REPLACE TEMP TABLE standings AS
SELECT
    document_id,
    if(row_number() OVER wording = 1, 'loaded', 'duplicate') AS status,
    if(row_number() OVER wording = 1, NULL, 'same_article') AS reason,
    if(row_number() OVER wording = 1, NULL, 'same text as ' || first_value(location) OVER wording) AS detail
FROM documents SEMI JOIN touched_articles USING (article_id)
LEFT JOIN pooled_articles AS p USING (article_id, document_id, text_sha256)
WHERE status IN ('loaded', 'duplicate')
WINDOW wording AS (
    PARTITION BY article_id, text_sha256
    ORDER BY p.came_from = 'web' DESC NULLS LAST, length(location), location, document_id
);

UPDATE documents SET status = s.status, reason = s.reason, detail = s.detail
FROM standings AS s
WHERE documents.document_id = s.document_id
    AND (documents.status, documents.detail) IS DISTINCT FROM (s.status, s.detail);

-- grain: the staged table, one row for each row of each version of the touched articles
-- key: the table's own id and (article_id, document_id, text_sha256)
-- reason: what was read off a version goes where the version goes; links across articles are derived anew
DELETE FROM staged_{table} WHERE (article_id, document_id, text_sha256) NOT IN (
    SELECT (article_id, document_id, text_sha256) FROM pooled_articles WHERE origin = 'staged'
);

INSERT INTO staged_{table} BY NAME
SELECT m.* {to_history}, p.text_sha256
FROM {table} AS m JOIN (FROM pooled_articles WHERE origin = 'main') AS p USING (article_id, document_id);

INSERT INTO staged_{table} BY NAME
FROM history.{table} AS h SEMI JOIN (FROM pooled_articles WHERE origin = 'history') AS p
USING (article_id, document_id, text_sha256);

DELETE FROM {table} WHERE article_id IN (FROM known_articles);
DELETE FROM history.{table} WHERE article_id IN (FROM known_articles);

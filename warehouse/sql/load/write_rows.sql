-- grain: {table}, one row for each that the newest version of an article has
-- key: the table's own id
-- reason: readers see one version of each article
INSERT INTO {table} BY NAME
SELECT s.* EXCLUDE (text_sha256) {to_main}
FROM staged_{table} AS s SEMI JOIN (FROM pooled_articles WHERE is_newest) AS p
USING (article_id, document_id, text_sha256)

-- grain: history.{table}, one row for each that a superseded version has
-- key: the table's own id and (article_id, document_id, text_sha256)
-- reason: nothing that was read is lost, and a later load may make its version the newest
INSERT INTO history.{table} BY NAME
FROM staged_{table} AS s SEMI JOIN (FROM pooled_articles WHERE NOT is_newest) AS p
USING (article_id, document_id, text_sha256)

-- grain: {table}, the rows of each article's newest version; history.{table}, those of every other one
-- key: the table's own id; that and (article_id, document_id, text_sha256)
-- reason: what was read off a version goes where the version goes. Links across articles are derived anew.
CREATE OR REPLACE TEMP TABLE pooled_rows AS
SELECT s.*, a.is_newest
FROM staged_{table} AS s JOIN pooled_articles AS a USING (article_id, document_id, text_sha256)
WHERE a.origin = 'staged'
UNION ALL BY NAME
SELECT m.* {to_history}, a.text_sha256, a.is_newest
FROM {table} AS m JOIN pooled_articles AS a USING (article_id, document_id)
WHERE a.origin = 'main'
UNION ALL BY NAME
SELECT h.*, a.is_newest
FROM history.{table} AS h JOIN pooled_articles AS a USING (article_id, document_id, text_sha256)
WHERE a.origin = 'history';

DELETE FROM {table} WHERE article_id IN (FROM known_articles);
DELETE FROM history.{table} WHERE article_id IN (FROM known_articles);
INSERT INTO {table} BY NAME SELECT * EXCLUDE (text_sha256, is_newest) {to_main} FROM pooled_rows WHERE is_newest;
INSERT INTO history.{table} BY NAME SELECT * EXCLUDE (is_newest) FROM pooled_rows WHERE NOT is_newest

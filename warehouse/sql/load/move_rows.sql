-- grain: the table and its fellows, one row for each row of a version that gets another address
-- key: that of the table
-- reason: what was read off a version goes where the version goes
UPDATE staged_{table} AS r SET article_id = m.new_id, {moved}
FROM moved_readings AS m
WHERE m.place = 'staged' AND (r.article_id, r.document_id, r.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

INSERT INTO history.{table} BY NAME
SELECT m.* {to_history}, v.text_sha256
FROM {table} AS m
JOIN (FROM moved_readings WHERE place = 'main') AS v ON (m.article_id, m.document_id) = (v.old_id, v.document_id);

DELETE FROM {table} WHERE (article_id, document_id) IN (
    SELECT (old_id, document_id) FROM moved_readings WHERE place = 'main'
);
DELETE FROM history.{table} WHERE (article_id, document_id, text_sha256) IN (
    SELECT (old_id, document_id, text_sha256) FROM moved_readings WHERE new_id IS NULL
);

UPDATE history.{table} AS r SET article_id = m.new_id, {moved}
FROM moved_readings AS m
WHERE m.place <> 'staged' AND (r.article_id, r.document_id, r.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

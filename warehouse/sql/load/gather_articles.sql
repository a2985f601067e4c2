-- grain: staged_articles, one row for each version of each touched article
-- key: (article_id, document_id, text_sha256)
-- reason: the versions that the warehouse has already join the staged ones, to be written anew with them
DELETE FROM staged_articles WHERE (article_id, document_id, text_sha256) NOT IN (
    SELECT (article_id, document_id, text_sha256) FROM pooled_articles WHERE origin = 'staged'
);

INSERT INTO staged_articles BY NAME
SELECT m.* EXCLUDE (duplicate_of, story_id, version, first_seen_at, last_seen_at)
FROM articles AS m SEMI JOIN (FROM pooled_articles WHERE origin = 'main') AS p
USING (article_id, document_id, text_sha256);

INSERT INTO staged_articles BY NAME
FROM history.articles AS h SEMI JOIN (FROM pooled_articles WHERE origin = 'history') AS p
USING (article_id, document_id, text_sha256);

DELETE FROM articles WHERE article_id IN (FROM known_articles);
DELETE FROM history.articles WHERE article_id IN (FROM known_articles);
-- Their mentions come without entities: they are to be read anew, as articles that are known.
UPDATE entity_readings SET fingerprint = 0 WHERE article_id IN (FROM known_articles);

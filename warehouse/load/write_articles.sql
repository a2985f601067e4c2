-- grain: articles, one row for each article; history.articles, one row for each other version
-- key: article_id; (article_id, document_id, text_sha256)
-- reason: the touched articles are written anew from the pool
CREATE OR REPLACE TEMP TABLE known_articles AS
SELECT article_id FROM articles SEMI JOIN touched_articles USING (article_id)
UNION SELECT article_id FROM history.articles SEMI JOIN touched_articles USING (article_id);

DELETE FROM articles WHERE article_id IN (FROM known_articles);
DELETE FROM history.articles WHERE article_id IN (FROM known_articles);

INSERT INTO history.articles BY NAME
SELECT * EXCLUDE (origin, is_newest) FROM pooled_articles WHERE NOT is_newest;

INSERT INTO articles BY NAME
WITH counted AS (
    SELECT
        article_id,
        count(DISTINCT text_sha256)::INTEGER AS version,
        min(text_first_seen_at) AS first_seen_at,
        max(text_last_seen_at) AS last_seen_at
    FROM pooled_articles GROUP BY article_id
)
SELECT p.* EXCLUDE (origin, is_newest), c.* EXCLUDE (article_id)
FROM pooled_articles AS p JOIN counted AS c USING (article_id)
WHERE p.is_newest

-- grain: one row for each two entities that are quoted in one article
-- key: (entity_id, other_entity_id), entity_id the smaller
-- reason: the edges of the network of who is quoted with whom; a copy of an article does not count again
WITH speakers AS (
    SELECT DISTINCT q.article_id, e.entity_id
    FROM quotes AS q
    JOIN articles AS a ON a.article_id = q.article_id
    JOIN entities AS e ON e.entity_id = q.speaker_entity_id
    WHERE a.duplicate_of IS NULL
)
SELECT one.entity_id, other.entity_id AS other_entity_id, count(*) AS articles
FROM speakers AS one JOIN speakers AS other ON one.article_id = other.article_id AND one.entity_id < other.entity_id
GROUP BY ALL
ORDER BY ALL

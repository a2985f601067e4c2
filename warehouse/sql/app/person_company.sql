-- grain: one row for each entity that articles name together with the entity $id, the most frequent first
-- key: entity_id
-- reason: with whom; copies count once with their original
WITH named AS (
    SELECT DISTINCT m.article_id
    FROM entity_mentions AS m JOIN articles AS a USING (article_id)
    WHERE m.entity_id = $id AND a.duplicate_of IS NULL
),
met AS (
    SELECT m.entity_id, count(DISTINCT m.article_id) AS articles
    FROM entity_mentions AS m SEMI JOIN named USING (article_id)
    WHERE m.entity_id IS NOT NULL AND m.entity_id <> $id
    GROUP BY m.entity_id
    ORDER BY articles DESC, m.entity_id
    LIMIT $count
)
SELECT met.entity_id, e.name, e.label, met.articles
FROM met JOIN entities AS e USING (entity_id)
ORDER BY met.articles DESC, e.name, met.entity_id

-- question: Who and what is mentioned together with this entity?
-- group: attention
-- picture: bar x=articles y=other_name color=other_label
-- grain: one row for each other entity
-- key: other_entity_id
-- reason: whom a name appears with; lift separates what is particular to it from what appears everywhere
-- $name = null: part of the name, in any case; whoever is mentioned most if null
-- $limit = 30: at most this many rows
WITH chosen AS (
    SELECT entity_id, name FROM entities
    WHERE name ILIKE '%' || coalesce(
        $name, (SELECT name FROM entities ORDER BY mention_count DESC, name LIMIT 1)
    ) || '%'
    ORDER BY mention_count DESC, name LIMIT 1
),
originals AS (SELECT article_id FROM articles WHERE duplicate_of IS NULL),
named AS (SELECT article_id FROM entity_mentions WHERE entity_id IS NOT NULL),
there AS (
    SELECT DISTINCT m.article_id FROM entity_mentions AS m SEMI JOIN chosen USING (entity_id)
    SEMI JOIN originals USING (article_id)
),
met AS (
    SELECT m.entity_id, count(DISTINCT m.article_id) AS articles
    FROM entity_mentions AS m SEMI JOIN there USING (article_id)
    ANTI JOIN chosen USING (entity_id)
    WHERE m.entity_id IS NOT NULL
    GROUP BY m.entity_id
    -- Of equal rank the particular come first, which is counted below: so many are enough to choose from.
    ORDER BY articles DESC, m.entity_id LIMIT 1000
),
alone AS (
    SELECT m.entity_id, count(DISTINCT m.article_id) AS articles
    FROM entity_mentions AS m SEMI JOIN met USING (entity_id)
    SEMI JOIN originals USING (article_id)
    GROUP BY m.entity_id
),
size AS (SELECT count(*) AS articles FROM originals SEMI JOIN named USING (article_id))
SELECT
    c.name, e.name AS other_name, e.label AS other_label, met.articles,
    round(met.articles * size.articles / ((SELECT count(*) FROM there) * alone.articles), 3) AS lift,
    met.entity_id AS other_entity_id
FROM met
JOIN alone USING (entity_id)
JOIN entities AS e USING (entity_id)
CROSS JOIN chosen AS c
CROSS JOIN size
ORDER BY met.articles DESC, lift DESC, other_name
LIMIT $limit

-- grain: one row for each pair of entities that an article names together
-- key: (entity_id, other_entity_id), the smaller id first
-- reason: who and what belong together; lift is above 1 if they appear together more often than by chance
WITH named AS (
    SELECT DISTINCT m.article_id, m.entity_id
    FROM entity_mentions AS m JOIN articles AS a USING (article_id)
    WHERE m.entity_id IS NOT NULL AND a.duplicate_of IS NULL
),
met AS (
    SELECT l.entity_id, r.entity_id AS other_entity_id, count(*) AS articles
    FROM named AS l JOIN named AS r ON r.article_id = l.article_id AND l.entity_id < r.entity_id
    GROUP BY ALL
),
alone AS (SELECT entity_id, count(*) AS articles FROM named GROUP BY entity_id)
SELECT
    met.entity_id, e.name, e.label, met.other_entity_id, o.name AS other_name, o.label AS other_label, met.articles,
    round(met.articles * (SELECT count(DISTINCT article_id) FROM named) / (l.articles * r.articles), 3) AS lift
FROM met
JOIN alone AS l ON l.entity_id = met.entity_id
JOIN alone AS r ON r.entity_id = met.other_entity_id
JOIN entities AS e ON e.entity_id = met.entity_id
JOIN entities AS o ON o.entity_id = met.other_entity_id

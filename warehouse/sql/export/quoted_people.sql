-- grain: one row for each entity that is quoted
-- key: entity_id
-- reason: the nodes of the network of who is quoted with whom
SELECT
    e.entity_id, any_value(e.name) AS name, any_value(e.label) AS label, count(*) AS quotes,
    count(DISTINCT q.article_id) AS articles
FROM quotes AS q JOIN entities AS e ON e.entity_id = q.speaker_entity_id
GROUP BY e.entity_id
ORDER BY e.entity_id

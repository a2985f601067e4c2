-- grain: one row for each person or body quoted in the story $id, the most quoted first
-- key: entity_id
-- reason: whose word the reports rest on
SELECT e.entity_id, e.name, count(*) AS quotations, count(DISTINCT q.article_id) AS articles
FROM articles AS a
JOIN quotes AS q USING (article_id)
JOIN entities AS e ON e.entity_id = q.speaker_entity_id
WHERE a.story_id = $id
GROUP BY ALL
ORDER BY quotations DESC, e.name, e.entity_id
LIMIT $count

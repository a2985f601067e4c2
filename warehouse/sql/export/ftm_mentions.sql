-- grain: one row for each article and person or organisation that it mentions
-- key: (article_id, entity_id)
-- reason: what FollowTheMoney's Documentation links
SELECT m.article_id, m.entity_id, count(*) AS mentions
FROM entity_mentions AS m
JOIN entities AS e ON e.entity_id = m.entity_id
JOIN articles AS a ON a.article_id = m.article_id
WHERE e.label IN ('PERSON', 'ORG')
GROUP BY ALL
ORDER BY ALL

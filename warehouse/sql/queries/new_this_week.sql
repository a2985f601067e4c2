-- question: Who is new in the news?
-- group: attention
-- picture: bar x=mentions y=name
-- grain: one row for each entity that no earlier article names
-- key: entity_id
-- reason: a name that nobody wrote before is often the story
-- $days = 7: counted back from the newest article
-- $label = "PERSON": only this kind; every kind if null
SELECT entity_id, name, label, min(published_date) AS first_named, sum(mentions) AS mentions, sum(articles) AS articles
FROM entity_timeline
WHERE $label IS NULL OR label = $label
GROUP BY entity_id, name, label
HAVING min(published_date) > (SELECT max(published_date) FROM entity_timeline) - CAST($days AS INTEGER)
ORDER BY articles DESC, mentions DESC, name

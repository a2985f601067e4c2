-- question: Who and what is in the news?
-- group: attention
-- picture: bar x=articles y=name color=label
-- grain: one row for each entity
-- key: entity_id
-- reason: attention over the last days of the archive
-- $days = 7: counted back from the newest article
-- $label = null: only this kind, such as "PERSON", "ORG" or "GPE"
-- $limit = 20: at most this many rows
SELECT entity_id, name, label, sum(mentions) AS mentions, sum(articles) AS articles, sum(headlines) AS headlines
FROM entity_timeline
WHERE published_date > (SELECT max(published_date) FROM entity_timeline) - CAST($days AS INTEGER)
    AND ($label IS NULL OR label = $label)
GROUP BY ALL
ORDER BY articles DESC, mentions DESC, name
LIMIT $limit

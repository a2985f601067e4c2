-- question: Who and what is in the news?
-- group: attention
-- picture: bar x=articles y=name color=label
-- grain: one row for each entity
-- key: entity_id
-- reason: attention over the last days of the archive
-- $days = 7: counted back from the newest article
-- $label = null: only this kind, such as "PERSON", "ORG" or "GPE"
-- $limit = 20: at most this many rows
WITH dated AS (
    SELECT article_id, coalesce(published_at, first_seen_at)::DATE AS published_date FROM articles
    WHERE duplicate_of IS NULL
),
recent AS (
    SELECT article_id, published_date FROM dated
    WHERE published_date > (SELECT max(published_date) FROM dated) - CAST($days AS INTEGER)
)
SELECT
    m.entity_id, e.name, e.label, count(*) AS mentions, count(DISTINCT m.article_id) AS articles,
    count(DISTINCT m.article_id) FILTER (m.field = 'title') AS headlines
FROM entity_mentions AS m SEMI JOIN recent USING (article_id)
JOIN entities AS e USING (entity_id)
WHERE $label IS NULL OR e.label = $label
GROUP BY m.entity_id, e.name, e.label
ORDER BY articles DESC, mentions DESC, e.name
LIMIT $limit

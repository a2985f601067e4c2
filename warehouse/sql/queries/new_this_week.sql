-- question: Who is new in the news?
-- group: attention
-- picture: bar x=mentions y=name
-- grain: one row for each entity that no earlier article names
-- key: entity_id
-- reason: a name that nobody wrote before is often the story
-- $days = 7: counted back from the newest article
-- $label = "PERSON": only this kind; every kind if null
WITH dated AS (
    SELECT article_id, coalesce(published_at, first_seen_at)::DATE AS published_date FROM articles
    WHERE duplicate_of IS NULL
),
recent AS (
    SELECT article_id, published_date FROM dated
    WHERE published_date > (SELECT max(published_date) FROM dated) - CAST($days AS INTEGER)
),
named AS (
    SELECT
        m.entity_id, min(r.published_date) AS first_named, count(*) AS mentions,
        count(DISTINCT m.article_id) AS articles
    FROM entity_mentions AS m JOIN recent AS r USING (article_id)
    WHERE m.entity_id IS NOT NULL
    GROUP BY m.entity_id
),
earlier AS (
    SELECT m.entity_id
    FROM entity_mentions AS m SEMI JOIN named USING (entity_id)
    SEMI JOIN dated USING (article_id)
    ANTI JOIN recent USING (article_id)
)
SELECT n.entity_id, e.name, e.label, n.first_named, n.mentions, n.articles
FROM named AS n ANTI JOIN earlier USING (entity_id)
JOIN entities AS e USING (entity_id)
WHERE $label IS NULL OR e.label = $label
ORDER BY n.articles DESC, n.mentions DESC, e.name

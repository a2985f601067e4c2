-- question: When was this entity in the news?
-- group: attention
-- picture: columns x=published_date y=articles
-- grain: one row for each day
-- key: published_date
-- reason: rise and fall of a story
-- $name = null: part of the name, in any case; whoever is mentioned most if null
WITH chosen AS (
    SELECT entity_id FROM entities
    WHERE name ILIKE '%' || coalesce(
        $name, (SELECT name FROM entities ORDER BY mention_count DESC, name LIMIT 1)
    ) || '%'
)
SELECT
    coalesce(a.published_at, a.first_seen_at)::DATE AS published_date, count(DISTINCT m.article_id) AS articles,
    count(*) AS mentions, count(DISTINCT m.article_id) FILTER (m.field = 'title') AS headlines
FROM entity_mentions AS m SEMI JOIN chosen USING (entity_id)
JOIN articles AS a USING (article_id)
WHERE a.duplicate_of IS NULL
GROUP BY published_date
ORDER BY published_date

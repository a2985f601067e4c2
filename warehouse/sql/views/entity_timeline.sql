-- grain: one row for each entity and day (UTC) on which an article names it
-- key: (entity_id, published_date)
-- reason: attention over time; an article without a date counts on the day it was first seen
SELECT
    m.entity_id, e.name, e.label,
    CAST(coalesce(a.published_at, a.first_seen_at) AS DATE) AS published_date,
    count(*) AS mentions,
    count(DISTINCT m.article_id) AS articles,
    count(DISTINCT m.article_id) FILTER (m.field = 'title') AS headlines
FROM entity_mentions AS m
JOIN articles AS a USING (article_id)
JOIN entities AS e USING (entity_id)
WHERE a.duplicate_of IS NULL
GROUP BY ALL

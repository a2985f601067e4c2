-- grain: one row for each day (UTC) on which an article names the entity $id or quotes it
-- key: period
-- reason: attention and words over time; copies count, for they were printed
WITH named AS (
    SELECT DISTINCT article_id FROM entity_mentions WHERE entity_id = $id
),
quoted AS (
    SELECT article_id, count(*) AS quotations FROM quotes WHERE speaker_entity_id = $id GROUP BY article_id
)
SELECT
    CAST(a.published_at AS DATE) AS period, count(*) AS articles,
    coalesce(sum(q.quotations), 0)::BIGINT AS quotations
FROM (SELECT article_id FROM named UNION SELECT article_id FROM quoted) AS n
JOIN articles AS a USING (article_id)
LEFT JOIN quoted AS q USING (article_id)
WHERE a.published_at IS NOT NULL
GROUP BY period
ORDER BY period

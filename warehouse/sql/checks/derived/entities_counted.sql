-- grain: one row for each entity whose counts are not those of its mentions
-- key: entity_id
-- reason: catches an entity left from before a merge, and counts that were not updated
SELECT 'entities' AS table_name, e.entity_id AS row_id, NULL::VARCHAR AS article_id, NULL::VARCHAR AS document_id,
    concat(e.name, ': ', e.mention_count, ' of ', m.mentions, ', ', e.article_count, ' of ', m.articles) AS value
FROM entities AS e
LEFT JOIN (
    SELECT entity_id, count(*) AS mentions, count(DISTINCT article_id) AS articles
    FROM entity_mentions WHERE entity_id IS NOT NULL GROUP BY entity_id
) AS m USING (entity_id)
WHERE e.mention_count <> coalesce(m.mentions, 0) OR e.article_count <> coalesce(m.articles, 0)

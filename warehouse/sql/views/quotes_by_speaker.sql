-- grain: one row for each entity that is quoted
-- key: speaker_entity_id
-- reason: who is heard, how often, where and how; what copies repeat is not counted again
SELECT
    q.speaker_entity_id, e.name AS speaker, e.label, e.country_code,
    count(*) AS quotes,
    count(*) FILTER (q.quote_type = 'direct') AS direct,
    count(*) FILTER (q.quote_type = 'mixed') AS mixed,
    count(*) FILTER (q.quote_type = 'indirect') AS indirect,
    count(DISTINCT q.article_id) AS articles,
    count(DISTINCT a.publisher) AS outlets,
    min(coalesce(a.published_at, a.first_seen_at)) AS first_quoted_at,
    max(coalesce(a.published_at, a.first_seen_at)) AS last_quoted_at
FROM quotes AS q
JOIN articles AS a USING (article_id)
JOIN entities AS e ON e.entity_id = q.speaker_entity_id
WHERE a.duplicate_of IS NULL
GROUP BY ALL

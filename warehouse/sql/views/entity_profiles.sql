-- grain: one row for each entity
-- key: entity_id
-- reason: all that is known about it at a glance: spellings, roles, quotations, attention
SELECT
    e.entity_id, e.name, e.label, e.country_code, e.aliases, e.mention_count, e.article_count,
    coalesce(q.quotes, 0) AS quotes,
    coalesce(r.roles, []) AS roles,
    e.first_seen_at, e.last_seen_at
FROM entities AS e
LEFT JOIN (
    SELECT speaker_entity_id AS entity_id, count(*) AS quotes FROM quotes GROUP BY ALL
) AS q USING (entity_id)
LEFT JOIN (
    SELECT l.entity_id, list(DISTINCT r.role ORDER BY r.role) AS roles
    FROM entity_roles AS r JOIN entity_links AS l USING (article_entity_id) GROUP BY ALL
) AS r USING (entity_id)

-- grain: one row for each entity and role that articles give it
-- key: (entity_id, role)
-- reason: what people were called, since when, until when, and by whom
SELECT
    l.entity_id, e.name, r.role,
    count(DISTINCT r.article_id) AS articles,
    count(DISTINCT a.publisher) AS outlets,
    min(coalesce(a.published_at, a.first_seen_at)) AS first_stated_at,
    max(coalesce(a.published_at, a.first_seen_at)) AS last_stated_at
FROM entity_roles AS r
JOIN articles AS a USING (article_id)
JOIN entity_links AS l USING (article_entity_id)
JOIN entities AS e USING (entity_id)
GROUP BY ALL

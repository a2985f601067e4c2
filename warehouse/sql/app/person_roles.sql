-- grain: one row for each role that articles give the entity $id
-- key: role
-- reason: what a person was called, since when, until when, by how many
SELECT
    r.role, count(DISTINCT r.article_id) AS articles,
    count(DISTINCT coalesce(a.publisher, a.publisher_host)) AS outlets,
    min(coalesce(a.published_at, a.first_seen_at)) AS first_at,
    max(coalesce(a.published_at, a.first_seen_at)) AS last_at
FROM entity_links AS l
JOIN entity_roles AS r USING (article_entity_id)
JOIN articles AS a ON a.article_id = r.article_id
WHERE l.entity_id = $id
GROUP BY r.role
ORDER BY articles DESC, r.role
LIMIT $count

-- question: What has this person been called, and when?
-- group: people
-- picture: bar x=articles y=role
-- grain: one row for each role
-- key: (entity_id, role)
-- reason: offices change hands; the archive remembers
-- $name = "": part of the name, in any case; everybody if empty
-- $limit = 100: at most this many rows
SELECT name, role, articles, outlets, first_stated_at, last_stated_at
FROM roles_over_time
WHERE name ILIKE '%' || $name || '%'
ORDER BY name, first_stated_at, role
LIMIT $limit

-- question: In which roles do people get their say?
-- group: sources
-- picture: bar x=quotes y=role
-- grain: one row for each role
-- key: role
-- reason: presidents and residents; roles are those that the articles themselves state
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
-- $limit = 50: at most this many rows
SELECT
    role, count(*) AS quotes, count(DISTINCT source) AS sources, count(DISTINCT publisher) AS outlets,
    sum(words) AS words
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%' AND role IS NOT NULL
GROUP BY role
ORDER BY quotes DESC, role
LIMIT $limit

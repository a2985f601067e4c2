-- question: Which articles were copied by others, and how fast?
-- group: copies
-- picture: bar x=copies y=original_title color=original_publisher
-- grain: one row for each original with copies
-- key: duplicate_of
-- reason: the reach of wires and of scoops
-- $limit = 20: at most this many rows
SELECT
    original_publisher, original_title, original_published_at, count(*) AS copies,
    list(DISTINCT publisher ORDER BY publisher) AS carried_by,
    min(published_at) - any_value(original_published_at) AS first_copy_after,
    round(avg(similarity), 3) AS similarity, duplicate_of
FROM copies_and_originals
GROUP BY ALL
ORDER BY copies DESC, original_title
LIMIT $limit

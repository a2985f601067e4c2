-- question: Which outlets copy which, and how soon?
-- group: copies
-- picture: heat x=original_publisher y=publisher color=copies
-- grain: one row for each outlet and the outlet that it copies
-- key: (original_publisher, publisher)
-- reason: who supplies whom; an outlet may also print its own text twice
-- $limit = 50: at most this many rows
SELECT
    original_publisher, publisher, count(*) AS copies,
    round(median(date_diff('minute', original_published_at, published_at) / 60), 1) AS median_hours_later,
    round(avg(similarity), 3) AS similarity
FROM copies_and_originals
GROUP BY original_publisher, publisher
ORDER BY copies DESC, original_publisher, publisher
LIMIT $limit

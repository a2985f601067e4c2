-- grain: one row for each outlet, those with most articles first
-- key: publisher
-- reason: what a filter by outlet offers
SELECT coalesce(publisher, publisher_host) AS publisher
FROM articles
WHERE coalesce(publisher, publisher_host) IS NOT NULL
GROUP BY ALL
ORDER BY count(*) DESC, publisher
LIMIT $count

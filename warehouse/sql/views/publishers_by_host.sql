-- grain: one row for each publisher's name and host that gave articles under it
-- key: (publisher, publisher_host)
-- reason: a page says itself who publishes it; a name that comes from several hosts is worth a look
SELECT
    publisher, publisher_host, count(*) AS articles,
    count(*) OVER (PARTITION BY publisher) AS hosts,
    min(first_seen_at) AS first_seen_at, max(last_seen_at) AS last_seen_at
FROM articles
WHERE publisher_host IS NOT NULL
GROUP BY publisher, publisher_host

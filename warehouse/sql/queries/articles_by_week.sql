-- question: How much was published, week by week, and how much of it was copied?
-- group: attention
-- picture: columns x=week y=originals,copies
-- grain: one row for each week, from its Monday
-- key: week
-- reason: counts of anything else mean little where the archive itself grew or has a gap
-- $limit = 520: the newest weeks, at most so many
SELECT * FROM (
    SELECT
        date_trunc('week', coalesce(published_at, first_seen_at))::DATE AS week, count(*) AS articles,
        count(*) FILTER (duplicate_of IS NULL) AS originals,
        count(*) FILTER (duplicate_of IS NOT NULL) AS copies,
        count(DISTINCT coalesce(publisher, publisher_host)) AS outlets
    FROM articles
    GROUP BY week
    ORDER BY week DESC
    LIMIT $limit
)
ORDER BY week

-- question: Which outlets are first with an event that others report, too, and how far behind are they otherwise?
-- group: stories
-- picture: bar x=first,later y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: who finds the news and who follows it; copies aside, and events that one outlet alone reports
-- $stories = 1: outlets with at least so many of these events
-- $limit = 50: at most this many rows
WITH reports AS (
    SELECT
        s.story_id, coalesce(a.publisher, a.publisher_host) AS publisher, min(a.published_at) AS published_at,
        bool_or(a.article_id = s.first_article_id) AS is_first, any_value(s.first_published_at) AS first_published_at
    FROM stories AS s JOIN articles AS a USING (story_id)
    WHERE s.publisher_count > 1 AND a.duplicate_of IS NULL
    GROUP BY ALL
)
SELECT
    publisher, count(*) AS stories, count(*) FILTER (is_first) AS first, count(*) FILTER (NOT is_first) AS later,
    round(count(*) FILTER (is_first) / count(*), 3) AS first_share,
    round(median(date_diff('minute', first_published_at, published_at) / 60) FILTER (NOT is_first), 1)
        AS median_hours_behind
FROM reports
WHERE publisher IS NOT NULL
GROUP BY publisher
HAVING count(*) >= $stories
ORDER BY first DESC, first_share DESC, publisher
LIMIT $limit

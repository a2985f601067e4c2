-- question: Which outlets change articles after publication, and how often does the page say so?
-- group: changes
-- picture: bar x=told,stealth y=publisher
-- grain: one row for each outlet with changes
-- key: publisher
-- reason: habits of correction, side by side
-- $limit = 50: at most this many rows
WITH changed AS (
    SELECT
        publisher, count(DISTINCT article_id) AS changed, count(*) FILTER (NOT is_stealth) AS told,
        count(*) FILTER (is_stealth) AS stealth,
        count(*) FILTER (title_before IS DISTINCT FROM title_after) AS headlines
    FROM article_changes
    GROUP BY publisher
)
SELECT c.publisher, n.articles, c.changed, c.told, c.stealth, c.headlines, round(c.changed / n.articles, 3) AS share
FROM changed AS c
JOIN (SELECT publisher, count(*) AS articles FROM articles GROUP BY publisher) AS n
    ON n.publisher IS NOT DISTINCT FROM c.publisher
ORDER BY stealth DESC, told DESC, c.publisher
LIMIT $limit

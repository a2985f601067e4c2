-- question: How much of what an outlet publishes is its own?
-- group: copies
-- picture: bar x=own,wire,copies y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: what it wrote, what it credits to an agency, and what another article had before
-- $articles = 1: outlets with at least so many articles
-- $limit = 50: at most this many rows
SELECT
    coalesce(publisher, publisher_host) AS publisher, count(*) AS articles,
    count(*) FILTER (duplicate_of IS NULL AND wire_agency IS NULL) AS own,
    count(*) FILTER (duplicate_of IS NULL AND wire_agency IS NOT NULL) AS wire,
    count(*) FILTER (duplicate_of IS NOT NULL) AS copies,
    round(own / count(*), 3) AS own_share
FROM articles
GROUP BY ALL
HAVING count(*) >= $articles
ORDER BY own_share DESC, articles DESC, publisher
LIMIT $limit

-- grain: one row
-- key: none
-- reason: the size of what one looks at, and the days that it covers
SELECT
    a.articles, a.outlets, a.copies, a.first_at, a.last_at,
    (SELECT count(*) FROM quotes) AS quotations,
    (SELECT count(*) FROM entities WHERE label = 'PERSON') AS people,
    (SELECT count(*) FROM stories) AS stories,
    (SELECT max(finished_at) FROM runs WHERE state = 'completed') AS brought_up_to_date_at
FROM (
    SELECT
        count(*) AS articles, count(DISTINCT coalesce(publisher, publisher_host)) AS outlets,
        count(duplicate_of) AS copies, min(published_at) AS first_at, max(published_at) AS last_at
    FROM articles
) AS a

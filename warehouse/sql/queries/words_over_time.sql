-- question: When do articles use these words?
-- group: search
-- picture: columns x=published_date y=articles
-- grain: one row for each day (UTC) with such articles
-- key: published_date
-- reason: the rise and fall of a term
-- $words = "ferry": what to look for, as in find_articles
-- $limit = 1000: the newest days, at most so many
SELECT * FROM (
    SELECT
        d.published_at::DATE AS published_date, count(*) AS articles, count(DISTINCT d.publisher) AS outlets
    FROM search_hits($words, 'article', 1, 2) AS h JOIN search_documents AS d USING (document_no)
    WHERE d.published_at IS NOT NULL
    GROUP BY published_date
    ORDER BY published_date DESC
    LIMIT $limit
)
ORDER BY published_date

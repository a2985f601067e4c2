-- grain: one row for each day (UTC) with quotations
-- key: period
-- reason: how much was said when; quotations of articles without a date are left out
SELECT CAST(a.published_at AS DATE) AS period, sum(q.quotations)::BIGINT AS quotations
FROM (SELECT article_id, count(*) AS quotations FROM quotes GROUP BY article_id) AS q
JOIN articles AS a USING (article_id)
WHERE a.published_at IS NOT NULL
GROUP BY period
ORDER BY period

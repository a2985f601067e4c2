-- grain: one row for each article
-- key: article_id
-- reason: what a reference manager cites of an article
SELECT
    article_id, title, authors, coalesce(publisher, publisher_host) AS publisher, published_at, url, language, section,
    seen_at
FROM articles
ORDER BY article_id

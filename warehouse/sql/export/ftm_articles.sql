-- grain: one row for each article
-- key: article_id
-- reason: articles as FollowTheMoney's Article
SELECT
    article_id, title, authors, coalesce(publisher, publisher_host) AS publisher, published_at, published_precision,
    modified_at, url, language, text
FROM articles
ORDER BY article_id

-- grain: one row for each article that gives an address as its own which is not believed
-- key: article_id
-- reason: what is not believed is not hidden either: a syndicated copy, a mirror, a forgery, or a template that
-- gives one to every page
SELECT
    a.article_id, a.publisher, a.publisher_host, a.url, a.claimed_url, a.title,
    o.article_id AS claimed_article_id, o.publisher AS claimed_publisher,
    coalesce(a.duplicate_of = o.article_id, false) AS is_copy
FROM articles AS a
LEFT JOIN articles AS o ON o.url = a.claimed_url
WHERE a.claimed_url IS NOT NULL

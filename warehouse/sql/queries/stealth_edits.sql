-- question: Which articles were changed without the page saying so?
-- group: changes
-- picture: bar x=words_more y=title
-- grain: one row for two successive versions of an article
-- key: (article_id, from_version)
-- reason: a page that is changed usually says when; compare the texts in article_changes
-- $limit = 50: at most this many rows
SELECT
    changed_at, publisher, title_after AS title, (title_before IS DISTINCT FROM title_after) AS is_new_title,
    words_after - words_before AS words_more, from_version, article_id
FROM article_changes
WHERE is_stealth
ORDER BY changed_at DESC, article_id, from_version
LIMIT $limit

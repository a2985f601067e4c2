-- question: Which headlines were changed after publication, and how?
-- group: changes
-- picture: table show=publisher,title_before,title_after
-- grain: one row for two successive versions of an article with other headlines
-- key: (article_id, from_version)
-- reason: a headline is read by more people than its article
-- $limit = 50: at most this many rows
SELECT changed_at, publisher, title_before, title_after, is_stealth, from_version, article_id
FROM article_changes
WHERE title_before IS DISTINCT FROM title_after
ORDER BY changed_at DESC, article_id, from_version
LIMIT $limit

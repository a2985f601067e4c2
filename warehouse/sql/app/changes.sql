-- grain: one row for two successive versions of one article, the last changed first
-- key: (article_id, from_version)
-- reason: what outlets changed after printing; $after_at and $after_id are of the last one on the page before
SELECT
    c.article_id, c.from_version, c.to_version, c.changed_at, coalesce(c.publisher, a.publisher_host) AS publisher,
    c.title_before, c.title_after, c.authors_before, c.authors_after, c.words_before, c.words_after, c.is_stealth,
    c.text_before, c.text_after
FROM article_changes AS c JOIN articles AS a USING (article_id)
WHERE ($outlet::VARCHAR IS NULL OR coalesce(c.publisher, a.publisher_host) = $outlet)
    AND ($id::VARCHAR IS NULL OR c.article_id = $id)
    AND (NOT $is_stealth OR c.is_stealth)
    AND ($after_at::TIMESTAMPTZ IS NULL OR (c.changed_at, c.article_id) < ($after_at::TIMESTAMPTZ, $after_id))
ORDER BY c.changed_at DESC, c.article_id DESC, c.from_version DESC
LIMIT $count

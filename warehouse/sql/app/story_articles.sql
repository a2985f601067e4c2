-- grain: one row for each report of the story $id, in order of print
-- key: article_id
-- reason: who had it first, and who copied whom
SELECT
    a.article_id, a.title, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at, a.published_precision,
    a.duplicate_of, a.wire_agency, a.word_count, a.url, d.similarity,
    coalesce(o.publisher, o.publisher_host) AS original_publisher,
    (SELECT count(*) FROM quotes AS q WHERE q.article_id = a.article_id) AS quotations
FROM articles AS a
LEFT JOIN article_duplicates AS d USING (article_id)
LEFT JOIN articles AS o ON o.article_id = a.duplicate_of
WHERE a.story_id = $id
ORDER BY
    a.published_at + INTERVAL (if(a.published_precision = 'day', 1, 0)) DAY NULLS LAST,
    a.duplicate_of IS NOT NULL, a.article_id
LIMIT $count

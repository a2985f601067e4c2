-- grain: one row for each article, copies included
-- key: article_id
-- reason: what came in, with counts and without the text; add ORDER BY published_at DESC for the newest first
SELECT
    a.published_at, a.publisher, a.title, array_to_string(a.authors, ', ') AS authors, a.language, a.word_count,
    a.is_truncated, coalesce(q.quotes, 0) AS quotes, coalesce(m.entities, 0) AS entities,
    a.duplicate_of IS NOT NULL AS is_copy, a.version, a.first_seen_at, a.last_seen_at, a.url, a.source_id, a.location,
    a.article_id
FROM articles AS a
LEFT JOIN (SELECT article_id, count(*) AS quotes FROM quotes GROUP BY article_id) AS q USING (article_id)
LEFT JOIN (
    SELECT article_id, count(DISTINCT entity_id) AS entities FROM entity_mentions GROUP BY article_id
) AS m USING (article_id)

-- grain: one row for each story whose title holds $title, by when its last report came, or by size where $is_by_size
-- key: story_id
-- reason: the list in which a story is looked up; $after_at and $after_id are of the last one on the page before
SELECT
    s.story_id, s.title, s.first_published_at, s.last_published_at, s.article_count, s.publisher_count,
    s.original_count, coalesce(s.last_published_at, '-infinity'::TIMESTAMPTZ) AS place,
    coalesce(a.publisher, a.publisher_host) AS first_publisher
FROM stories AS s
LEFT JOIN articles AS a ON a.article_id = s.first_article_id
WHERE ($title::VARCHAR IS NULL OR contains(lower(s.title), lower($title)))
    AND s.article_count >= $least
    AND (
        $after_at::TIMESTAMPTZ IS NULL
        OR (coalesce(s.last_published_at, '-infinity'::TIMESTAMPTZ), s.story_id) < ($after_at::TIMESTAMPTZ, $after_id)
    )
ORDER BY if($is_by_size, s.article_count, 0) DESC, place DESC, s.story_id DESC
LIMIT $count

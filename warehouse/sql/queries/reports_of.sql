-- question: Who reported a story, in which order, and how alike are the reports?
-- group: stories
-- picture: point x=published_at y=publisher color=is_copy ($words=seal)
-- grain: one row for each article of the story
-- key: article_id
-- reason: the network of a story; `nearest_title` is the report that is likest to it
-- $words = "": words of the story's title, or its id
SELECT
    a.published_at, coalesce(a.publisher, a.publisher_host) AS publisher, a.title,
    a.duplicate_of IS NOT NULL AS is_copy,
    m.similarity, n.title AS nearest_title, a.article_id, a.story_id
FROM stories AS s
JOIN articles AS a USING (story_id)
LEFT JOIN story_members AS m USING (article_id)
LEFT JOIN articles AS n ON n.article_id = m.nearest_article_id
WHERE s.article_count > 1 AND (s.title ILIKE '%' || $words || '%' OR s.story_id = $words)
ORDER BY a.story_id, a.published_at, a.article_id

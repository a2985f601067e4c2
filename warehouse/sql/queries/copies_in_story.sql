-- question: Who copied whom within one event, and how many hours later?
-- group: stories
-- picture: bar x=hours_later y=publisher color=original_publisher
-- grain: one row for each copy in the story
-- key: article_id
-- reason: the network of copies, as edges from the original to the copy
-- $words = null: words of the story's title, or its id; the story with the most copies if null
-- $limit = 100: at most this many rows
WITH chosen AS (
    SELECT story_id FROM stories
    WHERE article_count > original_count
        AND ($words IS NULL OR title ILIKE '%' || $words || '%' OR story_id = $words)
    ORDER BY article_count - original_count DESC, article_count DESC, story_id LIMIT 1
)
SELECT
    coalesce(o.publisher, o.publisher_host) AS original_publisher, coalesce(a.publisher, a.publisher_host) AS publisher,
    round(date_diff('minute', o.published_at, a.published_at) / 60, 1) AS hours_later,
    round(d.similarity, 3) AS similarity, a.title, o.article_id AS original_id, a.article_id
FROM articles AS a SEMI JOIN chosen USING (story_id)
JOIN articles AS o ON o.article_id = a.duplicate_of
LEFT JOIN article_duplicates AS d ON d.article_id = a.article_id
ORDER BY hours_later, publisher, a.article_id
LIMIT $limit

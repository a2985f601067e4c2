-- grain: one row: the article $id in its newest version
-- key: article_id
-- reason: the text with all its quotations marked
SELECT
    a.article_id, a.title, a.authors, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
    a.published_precision, a.url, a.location, a.text, a.word_count, a.is_truncated, a.duplicate_of, a.version,
    a.story_id, a.wire_agency, o.title AS original_title, coalesce(o.publisher, o.publisher_host) AS original_publisher
FROM articles AS a LEFT JOIN articles AS o ON o.article_id = a.duplicate_of
WHERE a.article_id = $id

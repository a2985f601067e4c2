-- question: Which events did most outlets report, and who had each first?
-- group: stories
-- picture: bar x=publisher_count y=title color=first_publisher
-- grain: one row for each story with several publishers
-- key: story_id
-- reason: what everybody wrote about, copies told apart from reports
-- $limit = 20: at most this many rows
SELECT
    s.title, s.first_published_at, coalesce(a.publisher, a.publisher_host) AS first_publisher,
    s.publisher_count, s.article_count,
    s.article_count - s.original_count AS copies, s.story_id
FROM stories AS s JOIN articles AS a ON a.article_id = s.first_article_id
WHERE s.publisher_count > 1
ORDER BY s.publisher_count DESC, s.article_count DESC, s.story_id
LIMIT $limit

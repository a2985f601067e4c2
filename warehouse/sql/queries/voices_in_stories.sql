-- question: Which events look widely reported, but rest on few reports of their own and few voices?
-- group: stories
-- picture: bar x=independent,copies y=title
-- grain: one row for each story with several articles
-- key: story_id
-- reason: twenty articles that copy one agency are one voice
-- $articles = 2: events with at least so many articles
-- $limit = 20: at most this many rows
WITH chosen AS (
    SELECT story_id, title, article_count, original_count FROM stories
    WHERE article_count >= $articles
    ORDER BY original_count / article_count, article_count DESC, story_id
    LIMIT $limit
)
SELECT
    c.title, c.article_count AS articles, c.original_count AS independent, c.article_count - c.original_count AS copies,
    count(DISTINCT q.speaker_entity_id) AS speakers, c.story_id
FROM chosen AS c
JOIN articles AS a USING (story_id)
LEFT JOIN quotes AS q USING (article_id)
GROUP BY c.title, c.article_count, c.original_count, c.story_id
ORDER BY independent / articles, articles DESC, c.story_id

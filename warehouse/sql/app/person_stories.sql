-- grain: one row for each story in which articles quote the entity $id, the newest first
-- key: story_id
-- reason: what a person spoke about
SELECT s.story_id, s.title, s.last_published_at, s.article_count, s.publisher_count, q.quotations
FROM (
    SELECT a.story_id, count(*) AS quotations
    FROM quotes AS q JOIN articles AS a USING (article_id)
    WHERE q.speaker_entity_id = $id AND a.story_id IS NOT NULL
    GROUP BY a.story_id
) AS q
JOIN stories AS s USING (story_id)
ORDER BY s.last_published_at DESC NULLS LAST, s.story_id
LIMIT $count

-- grain: one row: the story $id, also by an id that it had before
-- key: story_id
-- reason: the head of the page
SELECT
    s.story_id, s.title, s.first_article_id, s.first_published_at, s.last_published_at, s.article_count,
    s.publisher_count, s.original_count
FROM stories AS s
WHERE s.story_id = coalesce((SELECT any_value(story_id) FROM story_links WHERE old_story_id = $id), $id)

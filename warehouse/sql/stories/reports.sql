-- grain: one row for each report that is to be grouped anew
-- key: article_id
-- reason: what changed, and what is joined to it by a chain of likeness
SELECT r.article_id, r.starts_at
FROM story_readings AS r SEMI JOIN story_touched USING (article_id)
ORDER BY r.article_id

-- grain: one row for each article that was last seen before it was first seen
-- key: article_id
-- reason: catches clocks mixed up, and local time taken for UTC
SELECT 'articles' AS table_name, article_id AS row_id, article_id, document_id,
    first_seen_at::VARCHAR || ' to ' || last_seen_at::VARCHAR AS value
FROM articles
WHERE first_seen_at > last_seen_at OR text_first_seen_at > text_last_seen_at OR first_seen_at > text_first_seen_at

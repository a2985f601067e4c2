-- grain: one row for each row that ends before it begins
-- key: (table_name, row_id)
-- reason: catches clocks mixed up, and local time taken for UTC
SELECT 'articles' AS table_name, article_id AS row_id, first_seen_at AS begins_at, last_seen_at AS ends_at
FROM articles
WHERE first_seen_at > last_seen_at OR text_first_seen_at > text_last_seen_at OR first_seen_at > text_first_seen_at
UNION ALL
SELECT 'documents', document_id, first_seen_at, last_seen_at FROM documents
WHERE first_seen_at > last_seen_at OR fetched_at > last_seen_at
UNION ALL
SELECT 'entities', entity_id, first_seen_at, last_seen_at FROM entities WHERE first_seen_at > last_seen_at
UNION ALL
SELECT 'runs', run_id, started_at, finished_at FROM runs WHERE finished_at < started_at

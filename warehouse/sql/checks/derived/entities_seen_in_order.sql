-- grain: one row for each entity that was last seen before it was first seen
-- key: entity_id
-- reason: catches times that were not updated
SELECT 'entities' AS table_name, entity_id AS row_id, NULL::VARCHAR AS article_id, NULL::VARCHAR AS document_id,
    first_seen_at::VARCHAR || ' to ' || last_seen_at::VARCHAR AS value
FROM entities WHERE first_seen_at > last_seen_at

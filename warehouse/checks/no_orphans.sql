-- grain: one row for each row that points at a row which is not there
-- key: (table_name, row_id, points_at)
-- reason: catches rows left behind by a version that is gone, and links that nobody renewed
WITH pointers AS (
    SELECT 'article_images' AS table_name, article_image_id AS row_id, 'articles' AS points_at, article_id AS target
    FROM article_images
    UNION ALL SELECT 'article_entities', article_entity_id, 'articles', article_id FROM article_entities
    UNION ALL SELECT 'entity_mentions', mention_id, 'articles', article_id FROM entity_mentions
    UNION ALL SELECT 'entity_roles', role_id, 'articles', article_id FROM entity_roles
    UNION ALL SELECT 'quotes', quote_id, 'articles', article_id FROM quotes
    UNION ALL SELECT 'articles', article_id, 'articles', duplicate_of FROM articles
    UNION ALL SELECT 'article_bands', article_id || ' ' || band_no, 'articles', article_id FROM article_bands
    UNION ALL SELECT 'article_duplicates', article_id, 'articles', article_id FROM article_duplicates
    UNION ALL SELECT 'article_duplicates', article_id, 'articles', duplicate_of FROM article_duplicates
    UNION ALL SELECT 'article_fingerprints', article_id, 'articles', article_id FROM article_fingerprints
    UNION ALL SELECT 'article_pairs', left_id || ' ' || right_id, 'articles', left_id FROM article_pairs
    UNION ALL SELECT 'article_pairs', left_id || ' ' || right_id, 'articles', right_id FROM article_pairs
    UNION ALL SELECT 'documents', document_id, 'article_versions', article_id FROM documents
    UNION ALL SELECT 'documents', document_id, 'runs', run_id FROM documents
    UNION ALL SELECT 'article_versions', article_id || ' ' || text_sha256, 'documents', document_id FROM article_versions
    UNION ALL SELECT 'run_documents', run_id || ' ' || document_id, 'runs', run_id FROM run_documents
    UNION ALL SELECT 'run_documents', run_id || ' ' || document_id, 'documents', document_id FROM run_documents
    UNION ALL SELECT 'quarantine', reject_id, 'documents', document_id FROM quarantine
    UNION ALL SELECT 'quarantine', reject_id, 'runs', run_id FROM quarantine
    UNION ALL SELECT 'entity_mentions', mention_id, 'entities', entity_id FROM entity_mentions
    UNION ALL SELECT 'quotes', quote_id, 'entities', speaker_entity_id FROM quotes
    UNION ALL SELECT 'entity_links', article_entity_id, 'entities', entity_id FROM entity_links
    UNION ALL SELECT 'entity_links', article_entity_id, 'article_entities', article_entity_id FROM entity_links
    UNION ALL SELECT 'entity_aliases', entity_id || ' ' || alias, 'entities', entity_id FROM entity_aliases
    UNION ALL SELECT 'entity_names', entity_key || ' ' || name, 'entities', entity_id FROM entity_names
    UNION ALL SELECT 'entity_forms', entity_key || ' ' || alias, 'entities', entity_id FROM entity_forms
    UNION ALL SELECT 'entity_readings', article_id, 'articles', article_id FROM entity_readings
    UNION ALL SELECT 'entity_homes', entity_key, 'entity_keys', entity_key FROM entity_homes
    UNION ALL SELECT 'entity_homes', entity_key, 'entity_keys', home_key FROM entity_homes
    UNION ALL SELECT 'entity_keys', entity_key, 'entity_homes', entity_key FROM entity_keys
    UNION ALL SELECT 'entity_roles', role_id, 'article_entities', article_entity_id FROM entity_roles
),
keys AS (
    SELECT 'articles' AS points_at, article_id AS target FROM articles
    UNION ALL SELECT DISTINCT 'article_versions', article_id FROM article_versions
    UNION ALL SELECT 'documents', document_id FROM documents
    UNION ALL SELECT 'runs', run_id FROM runs
    UNION ALL SELECT 'entities', entity_id FROM entities
    UNION ALL SELECT 'article_entities', article_entity_id FROM article_entities
    UNION ALL SELECT 'entity_keys', entity_key FROM entity_keys
    UNION ALL SELECT 'entity_homes', entity_key FROM entity_homes
)
FROM pointers ANTI JOIN keys USING (points_at, target)
WHERE target IS NOT NULL

-- grain: one row for each row of a derived table, and each link to one, that points at a row which is not there
-- key: (table_name, row_id, value)
-- reason: catches rows left behind by an article that is gone, and links that were not updated
WITH pointers AS (
    SELECT 'article_duplicates' AS table_name, article_id AS row_id, 'articles' AS points_at, article_id AS target
    FROM article_duplicates
    UNION ALL SELECT 'article_bands', article_id || ' ' || band_no, 'articles', article_id FROM article_bands
    UNION ALL SELECT 'article_duplicates', article_id, 'articles', duplicate_of FROM article_duplicates
    UNION ALL SELECT 'article_fingerprints', article_id, 'articles', article_id FROM article_fingerprints
    UNION ALL SELECT 'article_pairs', left_id || ' ' || right_id, 'articles', left_id FROM article_pairs
    UNION ALL SELECT 'article_pairs', left_id || ' ' || right_id, 'articles', right_id FROM article_pairs
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
    UNION ALL SELECT 'articles', article_id, 'stories', story_id FROM articles
    UNION ALL SELECT 'stories', story_id, 'articles', story_id FROM stories
    UNION ALL SELECT 'story_links', old_story_id, 'stories', story_id FROM story_links
    UNION ALL SELECT 'story_members', article_id, 'articles', article_id FROM story_members
    UNION ALL SELECT 'story_members', article_id, 'stories', story_id FROM story_members
    UNION ALL SELECT 'story_pairs', left_id || ' ' || right_id, 'articles', left_id FROM story_pairs
    UNION ALL SELECT 'story_pairs', left_id || ' ' || right_id, 'articles', right_id FROM story_pairs
    UNION ALL SELECT 'quotes', quote_id, 'utterances', utterance_id FROM quotes
    UNION ALL SELECT 'utterances', utterance_id, 'quotes', utterance_id FROM utterances
    UNION ALL SELECT 'utterance_members', quote_id, 'quotes', quote_id FROM utterance_members
    UNION ALL SELECT 'utterance_members', quote_id, 'utterances', utterance_id FROM utterance_members
    UNION ALL SELECT 'utterance_pairs', left_id || ' ' || right_id, 'quotes', left_id FROM utterance_pairs
    UNION ALL SELECT 'utterance_pairs', left_id || ' ' || right_id, 'quotes', right_id FROM utterance_pairs
),
keys AS (
    SELECT 'articles' AS points_at, article_id AS target FROM articles
    UNION ALL SELECT 'entities', entity_id FROM entities
    UNION ALL SELECT 'stories', story_id FROM stories
    UNION ALL SELECT 'quotes', quote_id FROM quotes
    UNION ALL SELECT 'utterances', utterance_id FROM utterances
    UNION ALL SELECT 'article_entities', article_entity_id FROM article_entities
    UNION ALL SELECT 'entity_keys', entity_key FROM entity_keys
    UNION ALL SELECT 'entity_homes', entity_key FROM entity_homes
)
SELECT
    table_name, row_id, NULL::VARCHAR AS article_id, NULL::VARCHAR AS document_id,
    points_at || ' ' || target AS value
FROM pointers ANTI JOIN keys USING (points_at, target)
WHERE target IS NOT NULL

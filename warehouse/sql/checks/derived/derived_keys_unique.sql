-- grain: one row for each key that a derived table has more than once
-- key: (table_name, row_id)
-- reason: no constraint keeps keys unique, since DuckLake has none; catches a derivation that wrote a row twice
WITH keys AS (
    SELECT 'entities' AS table_name, entity_id AS key FROM entities
    UNION ALL SELECT 'entity_links', article_entity_id FROM entity_links
    UNION ALL SELECT 'entity_aliases', entity_id || ' ' || alias FROM entity_aliases
    UNION ALL SELECT 'entity_decided', line || side || entity_key FROM entity_decided
    UNION ALL SELECT 'entity_readings', article_id FROM entity_readings
    UNION ALL SELECT 'entity_keys', entity_key FROM entity_keys
    UNION ALL SELECT 'entity_short_forms', entity_key || ' ' || short_form || is_acronym FROM entity_short_forms
    UNION ALL SELECT 'entity_spellings', entity_key || ' ' || other_key FROM entity_spellings
    UNION ALL SELECT 'entity_homes', entity_key FROM entity_homes
    UNION ALL SELECT 'entity_rivals', entity_key || ' ' || other_key || evidence FROM entity_rivals
    UNION ALL SELECT 'entity_names', concat_ws(' ', entity_id, entity_key, name, label, coalesce(country_code, '-'))
    FROM entity_names
    UNION ALL SELECT 'entity_forms', concat_ws(' ', entity_id, entity_key, alias) FROM entity_forms
    UNION ALL SELECT 'article_bands', article_id || ' ' || band_no FROM article_bands
    UNION ALL SELECT 'article_duplicates', article_id FROM article_duplicates
    UNION ALL SELECT 'article_fingerprints', article_id FROM article_fingerprints
    UNION ALL SELECT 'article_pairs', left_id || ' ' || right_id FROM article_pairs
    UNION ALL SELECT 'stories', story_id FROM stories
    UNION ALL SELECT 'story_links', old_story_id FROM story_links
    UNION ALL SELECT 'story_members', article_id FROM story_members
    UNION ALL SELECT 'story_readings', article_id FROM story_readings
    UNION ALL SELECT 'story_pairs', left_id || ' ' || right_id FROM story_pairs
    UNION ALL SELECT 'utterances', utterance_id FROM utterances
    UNION ALL SELECT 'utterance_members', quote_id FROM utterance_members
    UNION ALL SELECT 'utterance_readings', quote_id FROM utterance_readings
    UNION ALL SELECT 'utterance_pairs', left_id || ' ' || right_id FROM utterance_pairs
)
SELECT table_name, key AS row_id, NULL::VARCHAR AS article_id, NULL::VARCHAR AS document_id, count(*)::VARCHAR AS value
FROM keys GROUP BY ALL HAVING count(*) > 1

-- grain: one row for each mention, role or quotation that points at a name which its article does not have
-- key: (table_name, row_id)
-- reason: catches rows that outlived the name they depend on
WITH pointers AS (
    SELECT 'entity_mentions' AS table_name, mention_id AS row_id, article_id, document_id, article_entity_id
    FROM entity_mentions
    UNION ALL SELECT 'entity_roles', role_id, article_id, document_id, article_entity_id FROM entity_roles
    UNION ALL SELECT 'quotes', quote_id, article_id, document_id, speaker_article_entity_id FROM quotes
)
SELECT * EXCLUDE (article_entity_id), article_entity_id AS value
FROM pointers ANTI JOIN article_entities USING (article_entity_id, document_id)
WHERE article_entity_id IS NOT NULL

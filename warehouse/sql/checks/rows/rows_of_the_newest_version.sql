-- grain: one row for each row that was read off another document than its article, or off none
-- key: (table_name, row_id)
-- reason: catches quotations and mentions of one version shown beside the text of another, and rows left behind
WITH rows AS (
    SELECT 'article_images' AS table_name, article_image_id AS row_id, article_id, document_id FROM article_images
    UNION ALL SELECT 'article_entities', article_entity_id, article_id, document_id FROM article_entities
    UNION ALL SELECT 'entity_mentions', mention_id, article_id, document_id FROM entity_mentions
    UNION ALL SELECT 'entity_roles', role_id, article_id, document_id FROM entity_roles
    UNION ALL SELECT 'quotes', quote_id, article_id, document_id FROM quotes
)
SELECT *, document_id AS value FROM rows ANTI JOIN articles USING (article_id, document_id)

-- grain: one row for each mention or quotation whose entity is not the one that its article's entity stands for
-- key: (table_name, row_id)
-- reason: catches links that were not updated after a merge or a split
SELECT 'entity_mentions' AS table_name, m.mention_id AS row_id, m.article_id, m.document_id, m.entity_id AS value
FROM entity_mentions AS m LEFT JOIN entity_links AS l USING (article_entity_id)
WHERE m.entity_id IS DISTINCT FROM l.entity_id
UNION ALL
SELECT 'quotes', q.quote_id, q.article_id, q.document_id, q.speaker_entity_id
FROM quotes AS q LEFT JOIN entity_links AS l ON l.article_entity_id = q.speaker_article_entity_id
WHERE q.speaker_entity_id IS DISTINCT FROM l.entity_id

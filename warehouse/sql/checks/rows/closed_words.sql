-- grain: one row for each row with a value that is not in the closed list of its column
-- key: (table_name, row_id, value)
-- reason: catches a type, kind or precision that is not on the list
SELECT 'articles' AS table_name, article_id AS row_id, article_id, document_id, published_precision AS value
FROM articles WHERE published_precision NOT IN ('instant', 'day')
UNION ALL
SELECT 'entity_mentions', mention_id, article_id, document_id, field FROM entity_mentions
WHERE field NOT IN ('title', 'text')
UNION ALL
SELECT 'quotes', quote_id, article_id, document_id, quote_type FROM quotes
WHERE quote_type NOT IN ('direct', 'indirect', 'mixed')
UNION ALL
SELECT 'quotes', quote_id, article_id, document_id, speaker_kind FROM quotes
WHERE speaker_kind NOT IN ('person', 'organisation', 'described', 'anonymous', 'unresolved')

-- grain: one row for each row whose key another row of its document has, or an article that was read before
-- key: (table_name, row_id, article_id)
-- reason: no constraint keeps keys unique, since DuckLake has none; two versions of one article share the
-- keys of its rows
WITH keys AS (
    SELECT 'articles' AS table_name, article_id AS row_id, article_id, document_id FROM articles
    UNION ALL SELECT 'article_images', article_image_id, article_id, document_id FROM article_images
    UNION ALL SELECT 'article_entities', article_entity_id, article_id, document_id FROM article_entities
    UNION ALL SELECT 'entity_mentions', mention_id, article_id, document_id FROM entity_mentions
    UNION ALL SELECT 'entity_roles', role_id, article_id, document_id FROM entity_roles
    UNION ALL SELECT 'quotes', quote_id, article_id, document_id FROM quotes
),
doubled AS (
    SELECT table_name, row_id FROM keys
    GROUP BY ALL HAVING count(*) > count(DISTINCT document_id) OR count(DISTINCT article_id) > 1
),
placed AS (
    SELECT k.*, count(*) OVER (PARTITION BY k.table_name, k.row_id, k.document_id) AS held,
        first_value(k.article_id) OVER (
            PARTITION BY k.table_name, k.row_id ORDER BY a.seen_at, k.article_id
        ) AS first_id
    FROM keys AS k SEMI JOIN doubled USING (table_name, row_id)
    LEFT JOIN articles AS a USING (article_id, document_id)
)
SELECT DISTINCT table_name, row_id, article_id, document_id, row_id AS value
FROM placed WHERE held > 1 OR article_id <> first_id

-- grain: one row for each wording of an article without exactly one document that has the status loaded
-- key: (article_id, document_id)
-- reason: catches duplicates decided by the order in which batches came
SELECT 'articles' AS table_name, article_id AS row_id, article_id, min(document_id) AS document_id,
    count(*) FILTER (status = 'loaded') || ' of ' || list(location ORDER BY location)::VARCHAR AS value
FROM documents
WHERE status IN ('loaded', 'duplicate') AND article_id IS NOT NULL
GROUP BY article_id, text_sha256
HAVING count(*) FILTER (status = 'loaded') <> 1

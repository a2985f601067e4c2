-- grain: one row for each row of the ledger that points at a row which is not there
-- key: (table_name, row_id, points_at)
-- reason: catches a document that stands for an article nobody has, and refusals of nothing
WITH pointers AS (
    SELECT 'documents' AS table_name, document_id AS row_id, 'article_versions' AS points_at, article_id AS target
    FROM documents
    UNION ALL SELECT 'documents', document_id, 'runs', run_id FROM documents
    UNION ALL
    SELECT 'article_versions', article_id || ' ' || text_sha256, 'documents', document_id FROM article_versions
    UNION ALL SELECT 'run_documents', run_id || ' ' || document_id, 'runs', run_id FROM run_documents
    UNION ALL SELECT 'run_documents', run_id || ' ' || document_id, 'documents', document_id FROM run_documents
    UNION ALL SELECT 'quarantine', reject_id, 'documents', document_id FROM quarantine
    UNION ALL SELECT 'quarantine', reject_id, 'runs', run_id FROM quarantine
),
keys AS (
    SELECT DISTINCT 'article_versions' AS points_at, article_id AS target FROM article_versions
    UNION ALL SELECT 'documents', document_id FROM documents
    UNION ALL SELECT 'runs', run_id FROM runs
)
FROM pointers ANTI JOIN keys USING (points_at, target)
WHERE target IS NOT NULL

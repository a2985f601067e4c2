-- grain: one row for each key that a table of the ledger, or the versions, has more than once
-- key: (table_name, key)
-- reason: no constraint keeps keys unique, since DuckLake has none; catches a loader that wrote a row twice
WITH keys AS (
    SELECT 'runs' AS table_name, run_id AS key FROM runs
    UNION ALL SELECT 'documents', document_id FROM documents
    UNION ALL SELECT 'run_documents', run_id || ' ' || document_id FROM run_documents
    UNION ALL SELECT 'quarantine', reject_id FROM quarantine
    UNION ALL SELECT 'article_versions', article_id || ' ' || document_id || ' ' || text_sha256 FROM article_versions
)
SELECT table_name, key, count(*) AS rows FROM keys GROUP BY ALL HAVING count(*) > 1

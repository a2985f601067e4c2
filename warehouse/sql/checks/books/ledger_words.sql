-- grain: one row for each state that is not in the closed list of its column
-- key: (column_name, value)
-- reason: catches a state that is not on the list
WITH used AS (
    SELECT DISTINCT 'runs.state' AS column_name, state AS value FROM runs
    UNION ALL SELECT DISTINCT 'documents.status', status FROM documents
    UNION ALL SELECT DISTINCT 'run_documents.state', state FROM run_documents
),
allowed AS (
    SELECT 'runs.state' AS column_name, unnest(['running', 'completed', 'failed', 'cancelled', 'killed']) AS value
    UNION ALL SELECT 'documents.status', unnest(['loaded', 'duplicate', 'quarantined', 'skipped', 'failed'])
    UNION ALL SELECT 'run_documents.state',
        unnest(['loaded', 'unchanged', 'duplicate', 'quarantined', 'skipped', 'failed'])
)
FROM used ANTI JOIN allowed USING (column_name, value) WHERE value IS NOT NULL

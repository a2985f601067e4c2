-- grain: one row for each value that is not in the closed list of its column
-- key: (column_name, value)
-- reason: catches a state, type or precision that the contract does not know
WITH used AS (
    SELECT DISTINCT 'runs.state' AS column_name, state AS value FROM runs
    UNION ALL SELECT DISTINCT 'documents.status', status FROM documents
    UNION ALL SELECT DISTINCT 'run_documents.state', state FROM run_documents
    UNION ALL SELECT DISTINCT 'articles.published_precision', published_precision FROM articles
    UNION ALL SELECT DISTINCT 'entity_mentions.field', field FROM entity_mentions
    UNION ALL SELECT DISTINCT 'quotes.quote_type', quote_type FROM quotes
    UNION ALL SELECT DISTINCT 'quotes.speaker_kind', speaker_kind FROM quotes
),
allowed AS (
    SELECT 'runs.state' AS column_name, unnest(['running', 'completed', 'failed', 'cancelled', 'killed']) AS value
    UNION ALL SELECT 'documents.status', unnest(['loaded', 'duplicate', 'quarantined', 'skipped', 'failed'])
    UNION ALL SELECT 'run_documents.state',
        unnest(['loaded', 'unchanged', 'duplicate', 'quarantined', 'skipped', 'failed'])
    UNION ALL SELECT 'articles.published_precision', unnest(['instant', 'day'])
    UNION ALL SELECT 'entity_mentions.field', unnest(['title', 'text'])
    UNION ALL SELECT 'quotes.quote_type', unnest(['direct', 'indirect', 'mixed'])
    UNION ALL SELECT 'quotes.speaker_kind', unnest(['person', 'organisation', 'described', 'anonymous', 'unresolved'])
)
FROM used ANTI JOIN allowed USING (column_name, value) WHERE value IS NOT NULL

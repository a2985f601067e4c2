-- grain: one row for each row of the ledger that ends before it begins
-- key: (table_name, row_id)
-- reason: catches clocks mixed up, and local time taken for UTC
SELECT 'documents' AS table_name, document_id AS row_id, first_seen_at AS begins_at, last_seen_at AS ends_at
FROM documents WHERE first_seen_at > last_seen_at OR fetched_at > last_seen_at
UNION ALL
SELECT 'runs', run_id, started_at, finished_at FROM runs WHERE finished_at < started_at

-- grain: one row for each of the last runs, the newest first
-- key: run_id
-- reason: whether the warehouse is brought up to date, and what each run met
SELECT started_at, finished_at, state, discovered, loaded, unchanged, duplicate, quarantined, skipped, failed
FROM runs
ORDER BY started_at DESC, run_id
LIMIT $count

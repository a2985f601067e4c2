-- grain: one row for each of the last runs
-- key: run_id
-- reason: newest first, with what became of its documents
SELECT
    run_id,
    strftime(started_at, '%Y-%m-%d %H:%M:%S') AS started_at,
    round(epoch(finished_at - started_at), 1) AS seconds,
    state, discovered, loaded, unchanged, duplicate, quarantined, skipped, failed
FROM runs
ORDER BY runs.started_at DESC, run_id
LIMIT $runs

-- grain: one row for each of the last runs
-- key: run
-- reason: newest first, with what became of its documents
SELECT
    left(run_id, 8) AS run,
    strftime(started_at, '%Y-%m-%d %H:%M') AS started_at,
    round(epoch(finished_at - started_at), 1) AS seconds,
    state,
    concat_ws(
        ', ',
        CASE WHEN loaded > 0 THEN loaded || ' loaded' END,
        CASE WHEN unchanged > 0 THEN unchanged || ' unchanged' END,
        CASE WHEN duplicate > 0 THEN duplicate || ' duplicate' END,
        CASE WHEN quarantined > 0 THEN quarantined || ' quarantined' END,
        CASE WHEN skipped > 0 THEN skipped || ' skipped' END,
        CASE WHEN failed > 0 THEN failed || ' failed' END
    ) AS documents
FROM runs
ORDER BY runs.started_at DESC, run_id
LIMIT $runs

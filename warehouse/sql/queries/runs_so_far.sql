-- question: What did each run bring?
-- group: provenance
-- picture: bar x=loaded,unchanged,duplicate,quarantined,skipped,failed y=run_no
-- grain: one row for each run
-- key: run_id
-- reason: each document that a run meets ends in one of these states
-- $limit = 50: the newest runs, at most so many
SELECT
    row_number() OVER (ORDER BY started_at, run_id) AS run_no, started_at, state, discovered, loaded, unchanged,
    duplicate, quarantined, skipped, failed, run_id
FROM runs
ORDER BY started_at DESC, run_id
LIMIT $limit

-- grain: one row for the run
-- key: run_id
-- reason: the closing table of a run
SELECT discovered, loaded, unchanged, duplicate, quarantined, skipped, failed FROM runs WHERE run_id = $run_id

-- grain: runs, one row for each flow run
-- key: run_id
-- reason: a run is known before anything else of it; telling it twice changes nothing
INSERT INTO runs
SELECT $run_id, $flow_run_id::VARCHAR, $started_at::TIMESTAMPTZ, NULL, 'running', 0, 0, 0, 0, 0, 0, 0
WHERE $run_id NOT IN (SELECT run_id FROM runs)

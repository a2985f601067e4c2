-- grain: runs, one row for each flow run
-- key: run_id
-- reason: the counts are computed from run_documents, so that they add up whatever happened to the run
UPDATE runs SET
    discovered = c.discovered, loaded = c.loaded, unchanged = c.unchanged, duplicate = c.duplicate,
    quarantined = c.quarantined, skipped = c.skipped, failed = c.failed
FROM (
    SELECT
        count(*) AS discovered,
        count(*) FILTER (state = 'loaded') AS loaded,
        count(*) FILTER (state = 'unchanged') AS unchanged,
        count(*) FILTER (state = 'duplicate') AS duplicate,
        count(*) FILTER (state = 'quarantined') AS quarantined,
        count(*) FILTER (state = 'skipped') AS skipped,
        count(*) FILTER (state = 'failed') AS failed
    FROM run_documents WHERE run_id = $run_id
) AS c
WHERE run_id = $run_id

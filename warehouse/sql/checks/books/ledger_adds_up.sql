-- grain: one row for each run whose counts do not add up, or are not those of its documents
-- key: run_id
-- reason: catches a document that a run has lost track of
SELECT
    r.run_id, r.discovered,
    r.loaded + r.unchanged + r.duplicate + r.quarantined + r.skipped + r.failed AS summed,
    c.met
FROM runs AS r LEFT JOIN (SELECT run_id, count(*) AS met FROM run_documents GROUP BY run_id) AS c USING (run_id)
WHERE r.state <> 'running' AND (
    r.discovered <> r.loaded + r.unchanged + r.duplicate + r.quarantined + r.skipped + r.failed
    OR r.discovered <> coalesce(c.met, 0)
)

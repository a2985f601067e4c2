-- grain: one row
-- key: none
-- reason: damage is to be found within a day, whatever a run adds; a run that did not end may have left rows unchecked
SELECT coalesce(
    (
        SELECT last.state <> 'completed' OR last.started_at::DATE <> own.started_at::DATE
        FROM runs AS last
        WHERE (last.started_at, last.run_id) < (own.started_at, own.run_id)
        ORDER BY last.started_at DESC, last.run_id DESC LIMIT 1
    ), true
) AS is_due
FROM runs AS own WHERE own.run_id = $run_id

-- grain: one row for each source of which something was left out or damaged
-- key: source_id
-- reason: what a run or a list of sources tells of it in a line; all of it, or what the run read whose id begins so
SELECT
    source_id,
    string_agg(format('{:,} {}', items, reason), ', ' ORDER BY items DESC, reason) FILTER (items > 0) AS left_out,
    any_value(damaged) FILTER (reason = 'damaged') AS damaged,
    any_value(listings) FILTER (reason = 'damaged') AS damaged_count
FROM (
    SELECT
        source_id, reason, sum(count)::BIGINT AS items, count(*) AS listings,
        arg_min(url || ': ' || damage, url) AS damaged
    FROM left_out WHERE starts_with(coalesce(run_id, ''), $run_id) GROUP BY ALL
)
GROUP BY source_id ORDER BY source_id

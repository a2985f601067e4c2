-- grain: one row for each source that needs a look
-- key: source_id
-- reason: what a run tells of sources that fell silent or changed their shape
SELECT source_id, array_to_string(flags, ', ') AS flags, daily_lately, daily_usual, last_success_at
FROM sources_health WHERE len(flags) > 0 ORDER BY source_id

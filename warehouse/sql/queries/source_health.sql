-- question: Which sources have fallen silent, lost their dates or bylines, or are refused?
-- group: provenance
-- picture: bar x=loaded,duplicates,quarantined,failed,skipped y=source_id
-- grain: one row for each source
-- key: source_id
-- reason: a source that breaks is seldom noticed by what it no longer brings
-- $limit = 100: at most this many rows
SELECT
    source_id, array_to_string(flags, ', ') AS flags, documents, loaded, duplicates, quarantined, failed, skipped,
    with_date, with_byline, daily_lately, daily_usual, last_success_at
FROM sources_health
ORDER BY len(sources_health.flags) DESC, quarantined_share DESC, documents DESC, source_id
LIMIT $limit

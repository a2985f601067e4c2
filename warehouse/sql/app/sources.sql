-- grain: one row for each source, those with something amiss first
-- key: source_id
-- reason: which source fell silent, lost its dates or is refused
SELECT
    source_id, documents, loaded, duplicates, quarantined, failed, skipped, last_success_at, last_new_document_at,
    with_date, with_byline, truncated, median_words, daily_lately, daily_usual, flags
FROM sources_health
ORDER BY len(flags) = 0, failed + quarantined DESC, documents DESC, source_id
LIMIT $count

-- grain: one row for each of the best results
-- key: none
-- reason: what `dateline search` shows
FROM search_quotes(
    $words, speaker := $speaker, publisher := $publisher, since := $since, until := $until, type := $type,
    most := $most, before := $before, after := $after
)

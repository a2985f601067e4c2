-- grain: one row for each feed, sitemap or web archive and reason why something in it was left out, or its damage
-- key: (source_id, url, reason)
-- reason: what a source lists and dateline does not take, as of the last reading; for `damaged` nobody can count it
WITH newest AS (
    -- A sitemap that was asked long before the source's others is one that they do not list any more.
    SELECT * FROM listings QUALIFY asked_at > max(asked_at) OVER (PARTITION BY source_id) - INTERVAL 2 DAY
)
SELECT source_id, url, kind, asked_at, run_id, entry.key AS reason, entry.value AS count, NULL::VARCHAR AS damage
FROM (SELECT *, unnest(map_entries(left_out)) AS entry FROM newest)
UNION ALL
SELECT source_id, url, kind, asked_at, run_id, 'damaged', NULL, damage FROM newest WHERE damage IS NOT NULL

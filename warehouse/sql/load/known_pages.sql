-- grain: one row for each of the addresses that was ever asked for
-- key: url
-- reason: what makes the next request conditional, and where the content lies that an unchanged page has
WITH wanted AS (SELECT DISTINCT unnest(from_json($urls, '["VARCHAR"]')) AS url),
asked AS (SELECT f.* FROM fetches AS f SEMI JOIN wanted USING (url)),
content AS (
    SELECT * FROM asked WHERE state IS NULL AND content_sha256 IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY url ORDER BY fetched_at DESC, fetch_id) = 1
),
latest AS (
    SELECT url, min(fetched_at) AS first_asked_at, max(fetched_at) AS last_asked_at,
        arg_max(status, fetched_at) AS last_status, arg_max({'to': permanent_url}, fetched_at)['to'] AS permanent_url
    FROM asked GROUP BY url
)
SELECT l.*, c.purpose, c.fetched_at, c.etag, c.last_modified, c.content_sha256, c.archive_file, c.archive_offset,
    c.media_type, c.final_url, c.reservations
FROM latest AS l LEFT JOIN content AS c USING (url)

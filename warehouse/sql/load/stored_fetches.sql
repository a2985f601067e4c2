-- grain: one row for each response that a killed run had kept since the last run that was completed
-- key: url
-- reason: what is in the archive is not asked for again
SELECT f.* FROM fetches AS f JOIN runs AS r USING (run_id)
WHERE r.state = 'killed' AND f.archive_file IS NOT NULL AND f.state IS NULL AND f.fetched_at > $since
    AND r.started_at > coalesce((SELECT max(started_at) FROM runs WHERE state = 'completed'), '-infinity'::TIMESTAMPTZ)
QUALIFY row_number() OVER (PARTITION BY f.url ORDER BY f.fetched_at DESC) = 1

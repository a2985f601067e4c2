-- grain: two tables of the web, each with its own grain and key below, and where a document's bytes are kept
-- key: no constraint says so; checks/ prove it
-- reason: what was asked of whom and when, what came back, and where in the raw archive it lies

ALTER TABLE documents DROP COLUMN etag;  -- never filled: they belong to a response, and stand in fetches
ALTER TABLE documents DROP COLUMN last_modified;
ALTER TABLE documents ADD COLUMN archive_file VARCHAR;  -- of data/raw/; null for files, and for records of a source's own archive
ALTER TABLE documents ADD COLUMN archive_offset BIGINT;  -- in bytes, of the record
ALTER TABLE documents ADD COLUMN told JSON;  -- what else its reader was told: its address, its type, what a feed says of it

-- One row for each request that came to an end, redirects followed; key fetch_id.
CREATE TABLE fetches (
    fetch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR,  -- null for robots.txt
    purpose VARCHAR NOT NULL,  -- page, feed, sitemap, robots, archive
    url VARCHAR NOT NULL,  -- as asked for
    final_url VARCHAR NOT NULL,
    permanent_url VARCHAR,  -- where redirects lead that are permanent from the start
    redirects VARCHAR[] NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    status INTEGER,  -- of the last response; null where there was none
    state VARCHAR,  -- null where content came; else unchanged, skipped, failed, quarantined
    reason VARCHAR,
    detail VARCHAR,
    media_type VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    content_sha256 VARCHAR,
    archive_file VARCHAR,
    archive_offset BIGINT,
    reservations VARCHAR[] NOT NULL  -- what the publisher reserves in machine-readable form
);

-- One row for each feed or sitemap that a source was read from; key (source_id, url).
CREATE TABLE listings (
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    title VARCHAR,
    asked_at TIMESTAMPTZ NOT NULL,
    due_at TIMESTAMPTZ,  -- when a scheduled run asks again; null: never, it is gone
    listed_count INTEGER,  -- addresses in it when it was last had
    reason VARCHAR,  -- why it could not be read the last time; null where it could
    detail VARCHAR,
    rhythm JSON NOT NULL  -- what due_at was computed from: see flows/sources/schedule.py
);

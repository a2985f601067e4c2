-- grain: listings, one row for each feed, sitemap or web archive that a source was read from
-- key: (source_id, url)
-- reason: what is listed and not taken is told too, and what a reader found damaged

ALTER TABLE listings ADD COLUMN kind VARCHAR;  -- of the source: feed, sitemap, warc (whose url may be a path); null before there were archives
ALTER TABLE listings ADD COLUMN run_id VARCHAR;  -- that read it last; null before this column
ALTER TABLE listings ADD COLUMN left_out MAP(VARCHAR, BIGINT);  -- counts by reason, see docs/web.md; null where it could not be read the last time
ALTER TABLE listings ADD COLUMN damage VARCHAR;  -- what was wrong with it where it was read all the same; null where nothing was

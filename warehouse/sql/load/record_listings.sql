-- grain: listings, one row for each feed, sitemap or web archive that a source was read from
-- key: (source_id, url)
-- reason: when it was asked, what was left out, when it is due; a title and a count that were had once stay
CREATE OR REPLACE TEMP TABLE told_listings AS
SELECT * FROM (
    SELECT unnest(from_json($listings, '[{"source_id": "VARCHAR", "url": "VARCHAR", "kind": "VARCHAR",
        "title": "VARCHAR", "asked_at": "TIMESTAMPTZ", "due_at": "TIMESTAMPTZ", "listed_count": "INTEGER",
        "reason": "VARCHAR", "detail": "VARCHAR", "rhythm": "JSON", "run_id": "VARCHAR", "left_out":
        "MAP(VARCHAR, BIGINT)", "damage": "VARCHAR"}]'), recursive := true)
);

UPDATE told_listings SET title = coalesce(told_listings.title, l.title),
    listed_count = coalesce(told_listings.listed_count, l.listed_count)
FROM listings AS l WHERE l.source_id = told_listings.source_id AND l.url = told_listings.url;

DELETE FROM listings USING told_listings AS t WHERE listings.source_id = t.source_id AND listings.url = t.url;
INSERT INTO listings BY NAME FROM told_listings;

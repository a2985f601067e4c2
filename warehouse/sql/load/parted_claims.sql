-- grain: parted_claims, one row for each address that a version gives as its own and that is not believed
-- key: (document_id, text_sha256, url)
-- reason: by these rows a later load finds what was parted; when that was seen first, and by which run, stays
CREATE OR REPLACE TEMP TABLE settled_claims AS
SELECT unnest(from_json($readings, '[{"document_id": "VARCHAR", "text_sha256": "VARCHAR", "source_id": "VARCHAR",
    "urls": [{"url": "VARCHAR", "shared_id": "VARCHAR"}]}]'), recursive := false) AS reading;

CREATE OR REPLACE TEMP TABLE new_claims AS
SELECT DISTINCT c.document_id, c.text_sha256, c.url, c.shared_id, c.source_id,
    coalesce(p.parted_at, $seen_at::TIMESTAMPTZ) AS parted_at, coalesce(p.run_id, $run_id) AS run_id
FROM (
    SELECT reading.document_id, reading.text_sha256, reading.source_id, u.url, u.shared_id
    FROM (SELECT reading, unnest(reading.urls) AS u FROM settled_claims)
) AS c LEFT JOIN parted_claims AS p USING (document_id, text_sha256, url);

DELETE FROM parted_claims WHERE (document_id, text_sha256) IN (
    SELECT (reading.document_id, reading.text_sha256) FROM settled_claims
);
INSERT INTO parted_claims BY NAME FROM new_claims;

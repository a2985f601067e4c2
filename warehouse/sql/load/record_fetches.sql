-- grain: fetches, one row for each request that came to an end
-- key: fetch_id
-- reason: a run tells them as they come, and the recovery of a killed run tells those again that its archive holds
INSERT INTO fetches BY NAME
SELECT f.* FROM (
    SELECT unnest(from_json($fetches, '[{"fetch_id": "VARCHAR", "run_id": "VARCHAR", "source_id": "VARCHAR",
        "purpose": "VARCHAR", "url": "VARCHAR", "final_url": "VARCHAR", "permanent_url": "VARCHAR",
        "redirects": ["VARCHAR"], "fetched_at": "TIMESTAMPTZ", "status": "INTEGER", "state": "VARCHAR",
        "reason": "VARCHAR", "detail": "VARCHAR", "media_type": "VARCHAR", "etag": "VARCHAR",
        "last_modified": "VARCHAR", "content_sha256": "VARCHAR", "archive_file": "VARCHAR",
        "archive_offset": "BIGINT", "reservations": ["VARCHAR"]}]'), recursive := true)
) AS f
ANTI JOIN fetches USING (fetch_id)

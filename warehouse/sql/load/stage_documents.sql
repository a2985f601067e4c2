-- grain: staged_documents, one row for each document of a part
-- key: document_id
-- reason: the manifest knows where a document came from, outcomes.parquet what became of it
INSERT INTO staged_documents BY NAME
SELECT
    d.document_id, d.source_id, d.location,
    if(o.status = 'failed', NULL, nullif(d.content_sha256, '')) AS content_sha256,
    d.hints_sha256, d.archive_file, d.archive_offset, d.told,
    coalesce(d.fetched_at, $seen_at::TIMESTAMPTZ) AS seen_at, $run_id AS run_id, $batch::INTEGER AS batch,
    o.status, o.reason, o.detail, o.article_id, o.text_sha256
FROM (
    SELECT unnest(from_json($documents, '[{"document_id": "VARCHAR", "source_id": "VARCHAR", "location": "VARCHAR",
        "content_sha256": "VARCHAR", "hints_sha256": "VARCHAR", "fetched_at": "TIMESTAMPTZ",
        "archive_file": "VARCHAR", "archive_offset": "BIGINT", "told": "JSON"}]'), recursive := true)
) AS d
JOIN read_parquet($path) AS o USING (document_id)

-- grain: one row for each document whose bytes the raw archive holds
-- key: document_id
-- reason: what can be read again without asking anybody
SELECT document_id, source_id, location, content_sha256, fetched_at, archive_file, archive_offset, told
FROM documents WHERE archive_file IS NOT NULL AND content_sha256 IS NOT NULL ORDER BY document_id

-- grain: one row for each of the documents that was ever met
-- key: document_id
-- reason: which content of it the warehouse has, and where it stands
SELECT document_id, content_sha256, hints_sha256, status
FROM documents SEMI JOIN (SELECT unnest(from_json($ids, '["VARCHAR"]')) AS document_id) USING (document_id)

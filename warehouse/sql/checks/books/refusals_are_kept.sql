-- grain: one row for each quarantined document without a row in quarantine that still stands
-- key: document_id
-- reason: catches a document refused without its reason, or marked as cured while it is still refused
SELECT document_id, location, reason FROM documents
WHERE status = 'quarantined' AND document_id NOT IN (SELECT document_id FROM quarantine WHERE NOT is_cured)

-- grain: documents, staged_documents and run_documents, one row for each that points to a version
-- key: (document_id, text_sha256)
-- reason: what the ledger says of a version points to where it stands now; what a run did with it stays
CREATE OR REPLACE TEMP TABLE moved_pointers AS
SELECT unnest(from_json($pointers, '[{"document_id": "VARCHAR", "text_sha256": "VARCHAR", "old_id": "VARCHAR",
    "new_id": "VARCHAR"}]'), recursive := true);

UPDATE staged_documents AS d SET article_id = m.new_id FROM moved_pointers AS m
WHERE (d.article_id, d.document_id, d.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

UPDATE documents AS d SET article_id = m.new_id FROM moved_pointers AS m
WHERE (d.article_id, d.document_id, d.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

UPDATE run_documents AS d SET article_id = m.new_id FROM moved_pointers AS m
WHERE (d.article_id, d.document_id, d.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

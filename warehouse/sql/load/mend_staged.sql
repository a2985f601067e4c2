-- grain: staged_documents and staged_rejects, one row for each document of a part that does not fit together
-- key: document_id; reject_id
-- reason: a row that belongs to no version, an outcome nobody knows, an article that is not there cost their document
-- alone, and neither the part nor the books
CREATE OR REPLACE TEMP TABLE mended_documents AS
SELECT * FROM (
    SELECT document_id, status, CASE
        WHEN status NOT IN ('loaded', 'quarantined', 'failed') THEN 'unknown_status'
        WHEN document_id IN (SELECT document_id FROM staged_misfits) THEN 'rows_of_the_newest_version'
        WHEN status = 'loaded' AND document_id NOT IN (SELECT document_id FROM staged_articles) THEN 'article_missing'
        WHEN status = 'quarantined' AND document_id NOT IN (SELECT document_id FROM staged_rejects)
            THEN coalesce(reason, 'unknown')
    END AS check_name
    FROM staged_documents
) WHERE check_name IS NOT NULL;

INSERT INTO staged_rejects BY NAME
SELECT md5(concat_ws(' ', d.document_id, m.check_name, f.table_name, f.row)) AS reject_id, d.document_id,
    coalesce(f.table_name, 'outcomes') AS table_name, m.check_name, d.status AS value,
    coalesce(f.row, to_json({'document_id': d.document_id, 'status': d.status, 'reason': d.reason, 'detail': d.detail,
        'article_id': d.article_id, 'text_sha256': d.text_sha256})::VARCHAR) AS row,
    d.run_id, d.batch, d.seen_at AS refused_at
FROM staged_documents AS d JOIN mended_documents AS m USING (document_id)
LEFT JOIN (SELECT DISTINCT * FROM staged_misfits) AS f USING (document_id);

UPDATE staged_documents SET status = 'quarantined', reason = m.check_name,
    detail = coalesce(detail, 'the staged part does not fit together'), article_id = NULL, text_sha256 = NULL
FROM mended_documents AS m WHERE staged_documents.document_id = m.document_id;

DELETE FROM staged_articles WHERE document_id IN (SELECT document_id FROM mended_documents);
DELETE FROM staged_article_images WHERE document_id IN (SELECT document_id FROM mended_documents);
DELETE FROM staged_article_entities WHERE document_id IN (SELECT document_id FROM mended_documents);
DELETE FROM staged_entity_mentions WHERE document_id IN (SELECT document_id FROM mended_documents);
DELETE FROM staged_entity_roles WHERE document_id IN (SELECT document_id FROM mended_documents);
DELETE FROM staged_quotes WHERE document_id IN (SELECT document_id FROM mended_documents);

-- grain: articles and what was read off them, one row for each version that a check refuses
-- key: (article_id, document_id)
-- reason: a version that breaks a promise goes, its document stands refused with the check as reason, and what the
-- loader knows of other versions of the article decides what is shown instead
CREATE OR REPLACE TEMP TABLE touched_articles AS SELECT DISTINCT article_id FROM refused_articles;

CREATE OR REPLACE TEMP TABLE refused_documents AS
SELECT d.document_id, arg_min(r.check_name, r.check_name) AS check_name, arg_min(r.value, r.check_name) AS value
FROM documents AS d JOIN refused_articles AS r ON r.article_id = d.article_id
WHERE r.is_whole OR r.document_id = d.document_id OR d.document_id IN (
    SELECT document_id FROM articles WHERE articles.article_id = r.article_id
)
GROUP BY ALL;

UPDATE documents SET status = 'quarantined', reason = r.check_name, detail = r.value, article_id = NULL,
    text_sha256 = NULL, run_id = $run_id
FROM refused_documents AS r WHERE documents.document_id = r.document_id;

INSERT INTO staged_documents BY NAME
SELECT d.* EXCLUDE (fetched_at, first_seen_at, last_seen_at), d.fetched_at AS seen_at
FROM documents AS d SEMI JOIN refused_documents USING (document_id);

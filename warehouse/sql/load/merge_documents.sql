-- grain: documents, one row for each document ever met
-- key: document_id
-- reason: a document stands where its latest content stands; a failed or skipped fetch does not undo what was
-- loaded. Both are decided over the set of what is known, so that the order of loading does not matter.

-- Every article that this can change: those of the staged documents, now and before.
CREATE OR REPLACE TEMP TABLE touched_articles AS
SELECT DISTINCT article_id
FROM (
    SELECT article_id FROM staged_documents
    UNION ALL SELECT article_id FROM documents SEMI JOIN staged_documents USING (document_id)
    UNION ALL SELECT article_id FROM articles SEMI JOIN staged_documents USING (document_id)
    UNION ALL SELECT article_id FROM history.articles SEMI JOIN staged_documents USING (document_id)
    UNION ALL SELECT old_id FROM moved_readings
    UNION ALL SELECT new_id FROM moved_readings
)
WHERE article_id IS NOT NULL;

CREATE OR REPLACE TEMP TABLE merged_documents AS
WITH met AS (
    SELECT *, seen_at AS first_seen_at, seen_at AS last_seen_at FROM staged_documents
    UNION ALL BY NAME
    SELECT * EXCLUDE (fetched_at), fetched_at AS seen_at FROM documents SEMI JOIN staged_documents USING (document_id)
),
-- What a later run read counts, even of content that came earlier: it may have been in the raw archive for years.
-- A feed or sitemap is no page, and stands as it was met last.
judged AS (
    SELECT
        m.*, r.started_at,
        m.status NOT IN ('skipped', 'failed')
        AND (m.source_id, m.location) NOT IN (SELECT (source_id, url) FROM listings)
            AS has_content
    FROM met AS m LEFT JOIN runs AS r USING (run_id)
)
SELECT * EXCLUDE (has_content, seen_at, started_at) REPLACE (
    min(first_seen_at) OVER document AS first_seen_at,
    coalesce(max(last_seen_at) FILTER (has_content) OVER document, max(last_seen_at) OVER document) AS last_seen_at
), seen_at AS fetched_at
FROM judged
WINDOW document AS (PARTITION BY document_id)
QUALIFY row_number() OVER (
    PARTITION BY document_id
    ORDER BY has_content DESC, started_at DESC, seen_at DESC, run_id DESC, batch DESC NULLS LAST, status, reason, detail
) = 1;

DELETE FROM documents USING merged_documents AS m WHERE documents.document_id = m.document_id;
INSERT INTO documents BY NAME FROM merged_documents;

-- grain: one row for each version that is staged, is of a staged document, or stands under one of some
-- addresses or was parted from it
-- key: (place, article_id, document_id, text_sha256)
-- reason: who gives which address as his own; what was read by versions that kept no addresses cannot be compared
WITH wanted AS (SELECT unnest(from_json($ids, '["VARCHAR"]')) AS article_id),
parted AS (SELECT DISTINCT p.document_id FROM parted_claims AS p JOIN wanted AS w ON w.article_id = p.shared_id),
named AS (
    SELECT document_id FROM parted
    UNION SELECT document_id FROM staged_documents WHERE $is_first
),
stored AS (
    SELECT 'main' AS place, * FROM articles SEMI JOIN wanted USING (article_id)
    UNION BY NAME SELECT 'main' AS place, * FROM articles SEMI JOIN named USING (document_id)
    UNION BY NAME SELECT 'history' AS place, * FROM history.articles SEMI JOIN wanted USING (article_id)
    UNION BY NAME SELECT 'history' AS place, * FROM history.articles SEMI JOIN named USING (document_id)
),
found AS (
    SELECT 'staged' AS place, * FROM staged_articles WHERE $is_first
    UNION ALL BY NAME FROM stored
)
SELECT
    place, article_id, document_id, text_sha256, f.content_sha256, source_id, location, url, claimed_url,
    evidence::VARCHAR AS evidence, addresses, signature, word_count, origin, seen_at, run_id, batch, r.started_at
FROM found AS f LEFT JOIN runs AS r USING (run_id)
WHERE addresses IS NOT NULL

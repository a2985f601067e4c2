-- grain: search_present, one row for each article and each quotation; search_changes, one for each that is new or gone
-- or another
-- key: (kind, row_id)
-- reason: only what changed since the last run is indexed anew
CREATE OR REPLACE TEMP TABLE search_present AS
WITH named AS (
    SELECT l.article_id, bit_xor(hash(e.entity_id, e.name)) AS names_hash
    FROM (SELECT DISTINCT article_id, entity_id FROM entity_links) AS l JOIN entities AS e USING (entity_id)
    GROUP BY l.article_id
)
SELECT
    'article' AS kind, a.article_id AS row_id, NULL::VARCHAR AS speaker,
    coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at, NULL::VARCHAR AS quote_type, a.article_id,
    hash(a.title, a.text_sha256) AS content_hash, hash(n.names_hash, a.authors, a.document_id) AS names_hash
FROM articles AS a LEFT JOIN named AS n USING (article_id)
UNION ALL
SELECT
    'quotation', q.quote_id, coalesce(q.speaker_name, q.speaker_text) AS speaker,
    coalesce(a.publisher, a.publisher_host), a.published_at, q.quote_type, q.article_id, hash(q.text), hash(speaker)
FROM quotes AS q JOIN articles AS a USING (article_id);

CREATE OR REPLACE TEMP TABLE search_changes AS
SELECT
    kind, row_id, past.document_no, present.row_id IS NOT NULL AS is_present,
    coalesce(present.content_hash <> past.content_hash, true) AS is_other_content,
    coalesce(present.names_hash <> past.names_hash, true) AS is_other_names
FROM search_present AS present FULL JOIN search_documents AS past USING (kind, row_id)
WHERE hash(present.content_hash, present.names_hash, present.speaker, present.publisher, present.published_at,
    present.quote_type) <> hash(past.content_hash, past.names_hash, past.speaker, past.publisher, past.published_at,
    past.quote_type) OR past.row_id IS NULL OR present.row_id IS NULL;

-- grain: one row for each wording of an article without exactly one document that has the status loaded, or with
-- another one than the order of standings asks for
-- key: (article_id, document_id)
-- reason: catches duplicates decided by the order in which batches came
WITH origins AS (
    SELECT article_id, document_id, text_sha256, origin FROM articles
    UNION ALL
    SELECT article_id, document_id, text_sha256, origin FROM history.articles
),
standings AS (
    SELECT
        d.article_id, d.document_id, d.text_sha256, d.status, d.location,
        {'is_claimed': o.origin IS DISTINCT FROM 'web', 'size': length(d.location), 'location': d.location} AS place
    FROM documents AS d LEFT JOIN origins AS o USING (article_id, document_id, text_sha256)
    WHERE d.status IN ('loaded', 'duplicate') AND d.article_id IS NOT NULL
)
SELECT
    'articles' AS table_name, article_id AS row_id, article_id, min(document_id) AS document_id,
    count(*) FILTER (status = 'loaded') || ' of ' || list(location ORDER BY location)::VARCHAR AS value
FROM standings
GROUP BY article_id, text_sha256
HAVING count(*) FILTER (status = 'loaded') <> 1 OR min(place) FILTER (status = 'loaded') <> min(place)

-- grain: one row for each wording of an article that not exactly one document holds as loaded
-- key: (article_id, text_sha256)
-- reason: catches duplicates decided by the order in which batches came
SELECT article_id, text_sha256, count(*) FILTER (status = 'loaded') AS loaded, list(location ORDER BY location) AS locations,
    min({'size': length(location), 'location': location}) FILTER (status = 'loaded') AS loaded_location
FROM documents
WHERE status IN ('loaded', 'duplicate') AND article_id IS NOT NULL
GROUP BY article_id, text_sha256
HAVING loaded <> 1 OR loaded_location <> min({'size': length(location), 'location': location})

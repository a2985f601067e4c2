-- grain: one row for each article whose version is not the number of its wordings
-- key: article_id
-- reason: catches a version counted twice or not at all
SELECT 'articles' AS table_name, a.article_id AS row_id, a.article_id, a.document_id,
    concat('version ', a.version, ' of ', v.wordings) AS value
FROM articles AS a
JOIN (SELECT article_id, count(DISTINCT text_sha256) AS wordings FROM article_versions GROUP BY article_id) AS v
USING (article_id)
WHERE a.version <> v.wordings

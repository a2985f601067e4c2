-- grain: one row for each article that is there more than once
-- key: article_id
-- reason: no constraint keeps keys unique, since DuckLake has none; catches a merge that kept two
-- versions as the newest
SELECT 'articles' AS table_name, article_id AS row_id, article_id, min(document_id) AS document_id,
    count(*)::VARCHAR AS value
FROM articles GROUP BY article_id HAVING count(*) > 1

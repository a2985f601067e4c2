-- grain: one row for each article that shows a superseded wording although a document holds a current one
-- key: article_id
-- reason: catches an older version loaded over a newer one
SELECT 'articles' AS table_name, a.article_id AS row_id, a.article_id, a.document_id, d.status AS value
FROM articles AS a JOIN documents AS d USING (document_id)
WHERE (d.status <> 'loaded' OR d.article_id <> a.article_id OR d.text_sha256 <> a.text_sha256)
    AND a.article_id IN (SELECT article_id FROM documents WHERE status = 'loaded')

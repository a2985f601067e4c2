-- grain: one row for each copy that points at itself, at another copy or at nothing
-- key: article_id
-- reason: catches chains and circles: a copy must lead to an original in one step
SELECT 'articles' AS table_name, a.article_id AS row_id, a.article_id, a.document_id, a.duplicate_of AS value
FROM articles AS a LEFT JOIN articles AS o ON o.article_id = a.duplicate_of
WHERE a.duplicate_of = a.article_id OR o.duplicate_of IS NOT NULL
    OR (a.duplicate_of IS NOT NULL AND o.article_id IS NULL)

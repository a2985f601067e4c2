-- grain: one row for each article whose digest is not its text's
-- key: row_id
-- reason: the digest tells versions apart; beyond 100,000 articles the digests of a share are computed
SELECT 'articles' AS table_name, article_id AS row_id, article_id, document_id, text_sha256 AS value
FROM articles CROSS JOIN (SELECT greatest(1, count(*) // 50000) AS one_in FROM articles) AS sample
WHERE hash(article_id) % one_in = 0 AND text_sha256 <> sha256(text)

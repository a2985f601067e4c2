-- grain: one row for each article whose version is not the number of its wordings, or whose digest is not its text's
-- key: article_id
-- reason: catches a version counted twice or not at all; beyond 100,000 articles the digests of a share are computed
SELECT a.article_id, a.version, v.wordings, a.text_sha256
FROM articles AS a
JOIN (SELECT article_id, count(DISTINCT text_sha256) AS wordings FROM article_versions GROUP BY article_id) AS v
USING (article_id)
CROSS JOIN (SELECT greatest(1, count(*) // 50000) AS one_in FROM articles) AS sample
WHERE a.version <> v.wordings
    OR (hash(a.article_id) % one_in = 0 AND a.text_sha256 <> sha256(a.text))

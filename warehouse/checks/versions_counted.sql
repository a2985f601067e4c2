-- grain: one row for each article whose version is not the number of its wordings, or whose digest is not its text's
-- key: article_id
-- reason: catches a version counted twice or not at all
SELECT a.article_id, a.version, v.wordings, a.text_sha256
FROM articles AS a
JOIN (SELECT article_id, count(DISTINCT text_sha256) AS wordings FROM article_versions GROUP BY article_id) AS v
USING (article_id)
WHERE a.version <> v.wordings OR a.text_sha256 <> sha256(a.text)

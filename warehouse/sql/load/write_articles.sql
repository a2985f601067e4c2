-- grain: articles, one row for each article
-- key: article_id
-- reason: the newest version, with what all versions say together
INSERT INTO articles BY NAME
SELECT
    s.* REPLACE (p.text_first_seen_at AS text_first_seen_at, p.text_last_seen_at AS text_last_seen_at),
    c.version, c.first_seen_at, c.last_seen_at
FROM staged_articles AS s
JOIN pooled_articles AS p USING (article_id, document_id, text_sha256)
JOIN (
    SELECT
        article_id, count(DISTINCT text_sha256)::INTEGER AS version,
        min(text_first_seen_at) AS first_seen_at, max(text_last_seen_at) AS last_seen_at
    FROM pooled_articles GROUP BY article_id
) AS c USING (article_id)
WHERE p.is_newest

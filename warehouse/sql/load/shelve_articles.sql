-- grain: history.articles, one row for each version that is not the newest
-- key: (article_id, document_id, text_sha256)
-- reason: nothing that was seen is lost, and a later load may make it the newest
INSERT INTO history.articles BY NAME
SELECT s.* REPLACE (p.text_first_seen_at AS text_first_seen_at, p.text_last_seen_at AS text_last_seen_at)
FROM staged_articles AS s JOIN pooled_articles AS p USING (article_id, document_id, text_sha256)
WHERE NOT p.is_newest

-- grain: articles, one row for each article
-- key: article_id
-- reason: an unchanged page is not read again, but its article was seen again
UPDATE articles SET
    last_seen_at = greatest(articles.last_seen_at, seen.last_seen_at),
    text_last_seen_at = greatest(articles.text_last_seen_at, seen.text_last_seen_at)
FROM (
    SELECT d.article_id, max(d.last_seen_at) AS last_seen_at,
        max(d.last_seen_at) FILTER (d.text_sha256 = a.text_sha256) AS text_last_seen_at
    FROM documents AS d JOIN articles AS a USING (article_id)
    GROUP BY d.article_id
) AS seen
WHERE articles.article_id = seen.article_id
    AND (seen.last_seen_at > articles.last_seen_at OR seen.text_last_seen_at > articles.text_last_seen_at)

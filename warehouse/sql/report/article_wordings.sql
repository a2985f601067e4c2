-- grain: one row for each wording of the articles that are meant
-- key: (article_id, version)
-- reason: what `dateline diff` compares; an article is meant by the first digits of its id, its address or its place
WITH meant AS (
    SELECT article_id FROM articles
    WHERE starts_with(article_id, $article) OR list_contains([url, claimed_url, location], $article) OR url = $url
),
wordings AS (
    SELECT article_id, document_id, text_sha256, title, authors, publisher, text, text_first_seen_at AS first_seen_at
    FROM articles
    UNION ALL
    SELECT article_id, document_id, text_sha256, title, authors, publisher, text, text_first_seen_at
    FROM history.articles
)
SELECT
    article_id, title, authors, publisher, text, first_seen_at,
    row_number() OVER (PARTITION BY article_id ORDER BY first_seen_at, document_id, text_sha256)::INTEGER AS version
FROM wordings SEMI JOIN meant USING (article_id)
ORDER BY article_id, version
LIMIT 1000

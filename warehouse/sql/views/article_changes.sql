-- grain: one row for two successive versions of one article
-- key: (article_id, from_version)
-- reason: what a paper changed after printing; `is_stealth`: the page says nothing of a change
-- column from_version: The version before.
-- column to_version: The version after.
-- column changed_at: When the version after was first met.
-- column publisher: The outlet, or its host where it has no name.
-- column title_before: The headline before.
-- column title_after: The headline after.
-- column authors_before: The byline before.
-- column authors_after: The byline after.
-- column words_before: Words of the text before.
-- column words_after: Words of the text after.
-- column is_stealth: The page says nothing of a change.
-- column text_before: The text before.
-- column text_after: The text after.
WITH wordings AS (
    SELECT
        article_id, document_id, text_sha256, publisher, title, authors, word_count, modified_at, text,
        text_first_seen_at AS first_seen_at
    FROM articles
    UNION ALL
    SELECT
        article_id, document_id, text_sha256, publisher, title, authors, word_count, modified_at, text,
        text_first_seen_at
    FROM history.articles
)
SELECT
    article_id,
    row_number() OVER w::INTEGER AS from_version, from_version + 1 AS to_version,
    lead(first_seen_at) OVER w AS changed_at,
    publisher, title AS title_before, lead(title) OVER w AS title_after,
    authors AS authors_before, lead(authors) OVER w AS authors_after,
    word_count AS words_before, lead(word_count) OVER w AS words_after,
    (modified_at IS NOT DISTINCT FROM lead(modified_at) OVER w) AS is_stealth,
    text AS text_before, lead(text) OVER w AS text_after
FROM wordings
WHERE article_id IN (SELECT article_id FROM history.articles)
WINDOW w AS (PARTITION BY article_id ORDER BY first_seen_at, document_id, text_sha256)
QUALIFY changed_at IS NOT NULL

-- grain: pooled_articles, one row for each version of each touched article, and where its rows are now
-- key: (article_id, document_id, text_sha256)
-- reason: which version is the newest is decided over all of them, so that the order of loading does not matter
CREATE OR REPLACE TEMP TABLE pooled_articles AS
WITH pool AS (
    SELECT article_id, document_id, text_sha256, content_sha256, location, origin AS came_from, published_at,
        modified_at, seen_at, run_id, batch, text_first_seen_at, text_last_seen_at, 'staged' AS origin
    FROM staged_articles
    UNION ALL
    SELECT article_id, document_id, text_sha256, content_sha256, location, origin AS came_from, published_at,
        modified_at, seen_at, run_id, batch, text_first_seen_at, text_last_seen_at, 'main' AS origin
    FROM articles SEMI JOIN touched_articles USING (article_id)
    UNION ALL
    SELECT article_id, document_id, text_sha256, content_sha256, location, origin AS came_from, published_at,
        modified_at, seen_at, run_id, batch, text_first_seen_at, text_last_seen_at, 'history' AS origin
    FROM history.articles SEMI JOIN touched_articles USING (article_id)
),
versions AS (
    SELECT pool.* REPLACE (
        min(text_first_seen_at) OVER version AS text_first_seen_at,
        max(text_last_seen_at) OVER version AS text_last_seen_at
    ), r.started_at
    FROM pool LEFT JOIN runs AS r USING (run_id)
    WINDOW version AS (PARTITION BY article_id, document_id, text_sha256)
    QUALIFY row_number() OVER (
        PARTITION BY article_id, document_id, text_sha256
        ORDER BY r.started_at DESC, seen_at DESC, run_id DESC, batch DESC, origin = 'staged' DESC
    ) = 1
),
-- One page, read again by newer code, is not a new version: the latest reading replaces the others.
readings AS (
    FROM versions
    QUALIFY content_sha256 IS NULL OR row_number() OVER (
        PARTITION BY document_id, content_sha256
        ORDER BY started_at DESC, seen_at DESC, run_id DESC, batch DESC, origin = 'staged' DESC
    ) = 1
),
-- A version is current while its document still holds it; one that no document holds serves if none is current. Of
-- those, what was asked for at the article's own address stands before what a file, archive or feed claims to be it.
standing AS (
    SELECT r.*, coalesce(
        d.status IN ('loaded', 'duplicate') AND d.article_id = r.article_id AND d.text_sha256 = r.text_sha256, false
    ) AS is_current
    FROM readings AS r LEFT JOIN documents AS d USING (document_id)
),
chosen AS (
    SELECT *, first_value(text_sha256) OVER (
        PARTITION BY article_id
        ORDER BY is_current DESC, came_from = 'web' DESC NULLS LAST, modified_at DESC NULLS LAST,
            published_at DESC NULLS LAST, location DESC, document_id DESC, seen_at DESC, text_sha256 DESC
    ) AS newest_text
    FROM standing
)
-- Of the documents that hold the newest text, the row comes from the one that stands as loaded.
SELECT
    article_id, document_id, text_sha256, origin, came_from, text_first_seen_at, text_last_seen_at,
    row_number() OVER (
        PARTITION BY article_id
        ORDER BY is_current DESC, text_sha256 = newest_text DESC, came_from = 'web' DESC NULLS LAST, length(location),
            location, document_id
    ) = 1 AS is_newest
FROM chosen;

CREATE OR REPLACE TEMP TABLE known_articles AS
SELECT article_id FROM articles SEMI JOIN touched_articles USING (article_id)
UNION SELECT article_id FROM history.articles SEMI JOIN touched_articles USING (article_id);

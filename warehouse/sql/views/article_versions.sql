-- grain: one row for each wording of an article that a document held, the newest included
-- key: (article_id, document_id, text_sha256)
-- reason: how a text changed over time; the other tables of a superseded version are in the schema `history`
SELECT
    * EXCLUDE (duplicate_of, version, first_seen_at, last_seen_at, text_first_seen_at, text_last_seen_at),
    text_first_seen_at AS first_seen_at, text_last_seen_at AS last_seen_at, true AS is_newest
FROM articles
UNION ALL BY NAME
SELECT
    * EXCLUDE (text_first_seen_at, text_last_seen_at),
    text_first_seen_at AS first_seen_at, text_last_seen_at AS last_seen_at, false AS is_newest
FROM history.articles

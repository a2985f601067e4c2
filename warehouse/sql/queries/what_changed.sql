-- question: Which articles were changed after they were first seen, and how much?
-- group: changes
-- picture: bar x=words_apart y=title
-- grain: one row for each article with several wordings
-- key: article_id
-- reason: silent corrections; compare the texts in article_versions
-- $limit = 50: at most this many rows
SELECT
    a.publisher, a.title, a.version,
    min(v.first_seen_at) AS first_seen_at,
    max(v.first_seen_at) AS last_changed_at,
    arg_min(v.title, (v.first_seen_at, v.modified_at, v.location)) AS first_title,
    max(v.word_count) - min(v.word_count) AS words_apart,
    a.article_id
FROM articles AS a JOIN article_versions AS v USING (article_id)
WHERE a.version > 1
GROUP BY ALL
ORDER BY last_changed_at DESC, a.article_id
LIMIT $limit

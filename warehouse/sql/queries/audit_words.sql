-- question: Whose words fill the outlet?
-- group: sources
-- picture: bar x=words y=source color=speaker_kind
-- grain: one row for each source
-- key: (source, speaker_kind)
-- reason: a source with one long quotation may weigh more than one with five short ones
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
-- $limit = 50: at most this many rows
SELECT
    source, speaker_kind, gender, is_official, count(*) AS quotes, sum(words) AS words,
    round(sum(words) / sum(sum(words)) OVER (), 4) AS share_of_words, count(DISTINCT article_id) AS articles
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%' AND source IS NOT NULL
GROUP BY source, speaker_kind, gender, is_official
ORDER BY words DESC, source, speaker_kind
LIMIT $limit

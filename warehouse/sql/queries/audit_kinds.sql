-- question: What kinds of sources does each outlet quote?
-- group: sources
-- picture: bar x=quotes y=publisher color=speaker_kind
-- grain: one row for each outlet and kind of source
-- key: (publisher, speaker_kind)
-- reason: persons, organisations, sources described or unnamed, and those left open, as shares of quotations and words
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
SELECT
    publisher, speaker_kind, count(*) AS quotes, round(count(*) / sum(count(*)) OVER outlet, 3) AS share,
    round(sum(words) / sum(sum(words)) OVER outlet, 3) AS share_of_words
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%'
GROUP BY publisher, speaker_kind
WINDOW outlet AS (PARTITION BY publisher)
ORDER BY publisher, quotes DESC, speaker_kind

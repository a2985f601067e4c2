-- question: What did this person or organisation say?
-- group: people
-- picture: table show=publisher,speaker,words,cue
-- grain: one row for each quotation
-- key: quote_id
-- reason: the plainest use of the warehouse; newest first
-- $speaker = null: part of the name, in any case; whoever is quoted most if null
-- $limit = 50: at most this many rows
SELECT published_at, publisher, speaker, quote_type, words, cue, title, url
FROM who_said_what
WHERE speaker ILIKE '%' || coalesce(
    $speaker::VARCHAR, (SELECT speaker FROM quotes_by_speaker ORDER BY quotes DESC, speaker LIMIT 1)
) || '%'
ORDER BY published_at DESC NULLS LAST, title, words
LIMIT $limit

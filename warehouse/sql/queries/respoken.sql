-- question: Which statements are given to one speaker by one outlet, and to another speaker by another?
-- group: utterances
-- picture: table show=words,first_speaker,first_publisher,speaker,publisher
-- grain: one row for each quotation that has another speaker than the first print
-- key: quote_id
-- reason: one of the two is wrong, or a spokesman spoke for the other
-- $limit = 50: at most this many rows
SELECT
    v.text AS words, f.speaker_name AS first_speaker, u.first_publisher, v.speaker_name AS speaker, v.publisher,
    v.published_at, v.quote_id
FROM utterance_variants AS v
JOIN utterances AS u USING (utterance_id)
JOIN quotes AS f ON f.quote_id = u.first_quote_id
WHERE v.change = 'respoken'
ORDER BY u.publisher_count DESC, v.utterance_id, v.published_at, v.quote_id
LIMIT $limit

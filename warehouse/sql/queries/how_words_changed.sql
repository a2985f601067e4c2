-- question: How does each later print of a statement differ from the first?
-- group: utterances
-- picture: table show=change,publisher,text,words_lost,words_added
-- grain: one row for each later quotation of an utterance
-- key: quote_id
-- reason: what a paper left out may matter more than what it printed
-- $change = "%": same, cut, extended, reworded, retold or respoken
-- $limit = 50: at most this many rows
SELECT
    v.change, u.speaker_name, v.publisher, v.text, array_to_string(v.words_lost, ' ') AS words_lost,
    array_to_string(v.words_added, ' ') AS words_added, u.first_publisher, v.quote_id
FROM utterance_variants AS v JOIN utterances AS u USING (utterance_id)
WHERE v.change <> 'first' AND v.change LIKE $change
ORDER BY u.quote_count DESC, v.utterance_id, v.published_at, v.quote_id
LIMIT $limit

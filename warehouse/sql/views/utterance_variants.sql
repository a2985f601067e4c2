-- grain: one row for each quotation of an utterance that has several
-- key: quote_id
-- reason: how a statement was cut, extended, reworded, retold or given to another speaker, against its first print
SELECT
    m.utterance_id, m.quote_id, q.article_id, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
    a.duplicate_of IS NOT NULL AS is_copy, m.change, m.similarity, m.words_lost, m.words_added, q.text, q.speaker_name
FROM utterance_members AS m
JOIN utterances AS u USING (utterance_id)
JOIN quotes AS q USING (quote_id)
JOIN articles AS a ON a.article_id = q.article_id
WHERE u.quote_count > 1

-- grain: one row for each quotation of an utterance that has several
-- key: quote_id
-- reason: how a statement was cut, extended, reworded, retold or given to another speaker, against its first print
-- column publisher: The outlet, or its host where it has no name.
-- column is_copy: The article copies another.
-- column change: first, same, cut, extended, reworded, retold (indirect) or respoken (another speaker).
-- column similarity: 0 to 1, against the first print.
-- column words_lost: Words of the first print that are not in this one.
-- column words_added: Words that the first print does not have.
SELECT
    m.utterance_id, m.quote_id, q.article_id, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
    a.duplicate_of IS NOT NULL AS is_copy, m.change, m.similarity, m.words_lost, m.words_added, q.text, q.speaker_name
FROM utterance_members AS m
JOIN utterances AS u USING (utterance_id)
JOIN quotes AS q USING (quote_id)
JOIN articles AS a ON a.article_id = q.article_id
WHERE u.quote_count > 1

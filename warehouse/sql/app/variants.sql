-- grain: one row for each quotation of the utterances $ids, in order of print, the first $count of each
-- key: quote_id
-- reason: how a statement was cut, extended, reworded, retold or given to another, against its first print
SELECT
    m.utterance_id, m.quote_id, q.article_id, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
    a.published_precision, a.duplicate_of IS NOT NULL AS is_copy, m.change, m.similarity, q.text, q.speaker_name,
    q.speaker_entity_id
FROM utterance_members AS m
JOIN quotes AS q USING (quote_id)
JOIN articles AS a ON a.article_id = q.article_id
WHERE m.utterance_id IN (SELECT unnest($ids::VARCHAR[]))
QUALIFY row_number() OVER (
    PARTITION BY m.utterance_id ORDER BY m.change <> 'first', a.published_at NULLS LAST, m.quote_id
) <= $count
ORDER BY m.utterance_id, m.change <> 'first', a.published_at NULLS LAST, m.quote_id

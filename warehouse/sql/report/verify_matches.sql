-- grain: one row for each quotation whose words are like those asked about
-- key: quote_id
-- reason: who said it, where it is printed, and where its evidence lies
WITH places AS MATERIALIZED (
    SELECT rowid AS place FROM quotes WHERE list_contains($ids, quote_id)
)
SELECT
    q.quote_id, q.utterance_id, q.article_id, a.url, coalesce(a.publisher, a.publisher_host) AS publisher,
    a.published_at, coalesce(q.speaker_name, u.speaker_name, q.speaker_text) AS speaker_name, q.text, q.start_char,
    q.end_char, q.quote_type, q.confidence, a.duplicate_of IS NOT NULL AS is_copy, d.archive_file, d.archive_offset,
    d.content_sha256,
    list_filter(
        [q.speaker_name, q.speaker_name_in_article, u.speaker_name, if(q.speaker_name IS NULL, q.speaker_text, NULL)]
        || coalesce(e.aliases, []), LAMBDA name: name IS NOT NULL
    ) AS names
FROM places AS p
JOIN quotes AS q ON q.rowid = p.place
JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN documents AS d ON d.document_id = q.document_id
LEFT JOIN utterances AS u ON u.utterance_id = q.utterance_id
LEFT JOIN entities AS e ON e.entity_id = coalesce(q.speaker_entity_id, u.speaker_entity_id)
ORDER BY a.published_at, q.quote_id

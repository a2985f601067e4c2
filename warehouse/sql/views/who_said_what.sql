-- grain: one row for each quotation
-- key: quote_id
-- reason: the first thing an analyst asks; the speaker by name if known, otherwise the words that the text uses
SELECT
    a.published_at, a.publisher, a.title,
    coalesce(q.speaker_name, q.speaker_text) AS speaker, q.speaker_kind, q.cue_text AS cue, q.quote_type,
    q.text AS words,
    q.told_to, q.confidence, a.duplicate_of IS NOT NULL AS is_copy, q.speaker_entity_id, q.article_id, q.quote_id, a.url
FROM quotes AS q JOIN articles AS a USING (article_id)

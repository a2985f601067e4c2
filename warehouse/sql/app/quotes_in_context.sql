-- grain: one row for each quotation of $ids
-- key: quote_id
-- reason: a quotation with the text that its spans point into. Rows are found by their ids alone and then read by their
-- place in the table: else the texts of all articles would be read for the twenty that are shown.
WITH wanted AS (
    SELECT rowid AS place, article_id FROM quotes WHERE list_contains($ids::VARCHAR[], quote_id)
)
SELECT
    q.quote_id, q.quote_type, q.text, q.spans, q.start_char, q.end_char, q.speaker_text, q.speaker_start, q.speaker_end,
    q.speaker_kind, q.speaker_entity_id, q.speaker_name, q.cue_text, q.cue_start, q.cue_end, q.told_to, q.confidence,
    q.utterance_id, a.article_id, a.title, coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
    a.published_precision, a.url, a.duplicate_of, a.story_id, a.text AS article_text
FROM (FROM quotes WHERE rowid IN (SELECT place FROM wanted)) AS q
JOIN (
    FROM articles
    WHERE rowid IN (SELECT rowid FROM articles WHERE article_id IN (SELECT article_id FROM wanted))
) AS a USING (article_id)

-- grain: one row for each quotation whose id begins with the digits given
-- key: quote_id
-- reason: everything that `dateline explain` shows, with the text that the spans point into
SELECT
    q.quote_id, q.quote_type, q.spans, q.start_char, q.end_char, q.speaker_text, q.speaker_start, q.speaker_end,
    q.speaker_kind, q.speaker_name, q.speaker_rule, q.cue_text, q.cue_start, q.cue_end, q.cue_class, q.told_to,
    q.confidence, q.rule, a.title, a.publisher, a.location, a.text
FROM quotes AS q
JOIN articles AS a USING (article_id)
WHERE starts_with(q.quote_id, $quote_id)
ORDER BY q.quote_id
LIMIT 2

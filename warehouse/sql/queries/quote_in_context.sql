-- question: Where in the text is a quotation, and how was it attributed?
-- group: provenance
-- picture: table show=before_it,parts,after_it,source_words
-- grain: one row for each quotation
-- key: quote_id
-- reason: every row points at its evidence: offsets are code points, so text[start_char + 1 : end_char] gives it back
-- $quote_id = "": its id or the first digits; all if empty
-- $around = 60: characters shown on either side
-- $limit = 20: at most this many rows
SELECT
    q.quote_id, q.speaker_name, q.confidence, q.rule, q.speaker_rule,
    a.text[greatest(q.start_char + 1 - $around, 1) : q.start_char] AS before_it,
    [a.text[s.start_char + 1 : s.end_char] FOR s IN q.spans] AS parts,
    a.text[q.end_char + 1 : q.end_char + $around] AS after_it,
    a.text[q.speaker_start + 1 : q.speaker_end] AS source_words,
    a.text[q.cue_start + 1 : q.cue_end] AS cue_words
FROM (
    SELECT quote_id
    FROM quotes JOIN articles USING (article_id)
    WHERE starts_with(quote_id, $quote_id)
    ORDER BY published_at DESC NULLS LAST, article_id, start_char
    LIMIT $limit
)
JOIN quotes AS q USING (quote_id)
JOIN articles AS a USING (article_id)
ORDER BY a.published_at DESC NULLS LAST, q.article_id, q.start_char

-- grain: one row for each quotation of the article $id, in order of the text
-- key: quote_id
-- reason: what is marked in the text
SELECT
    quote_id, quote_type, text, spans, start_char, end_char, speaker_text, speaker_start, speaker_end, speaker_kind,
    speaker_entity_id, speaker_name, cue_text, cue_start, cue_end, told_to, confidence
FROM quotes
WHERE article_id = $id
ORDER BY start_char, end_char, quote_id

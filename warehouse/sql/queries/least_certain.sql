-- question: Which attributions is dateline least sure of?
-- group: quality
-- picture: bar x=confidence y=words color=rule
-- grain: one row for each quotation with a named speaker
-- key: quote_id
-- reason: where a person should look before relying on a row
-- $below = 0.8: only quotations with a confidence below this
-- $limit = 50: at most this many rows
SELECT confidence, speaker_name, speaker_text, cue_text, text AS words, rule, speaker_rule, quote_id
FROM quotes
WHERE confidence < $below AND speaker_name IS NOT NULL
ORDER BY confidence, quote_id
LIMIT $limit

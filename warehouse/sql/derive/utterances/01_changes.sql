-- grain: utterance_present, one row for each quotation; utterance_changes, one row for each that is new, gone or
-- another
-- key: quote_id
-- reason: only what changed since the last run is compared
CREATE OR REPLACE TEMP MACRO utterance_words_of(content) AS trim(regexp_replace(
    regexp_replace(replace(lower(content), '’', ''''), '[^\p{L}\p{M}\p{N}'']+', ' ', 'g'),
    '(^|\s)''+|''+(\s|$)', ' ', 'g'
));

CREATE OR REPLACE TEMP TABLE utterance_present AS
SELECT
    q.quote_id, q.article_id, q.quote_type = 'indirect' AS is_indirect, q.speaker_entity_id,
    q.text,
    [
        (a.duplicate_of IS NOT NULL)::BIGINT,
        coalesce(epoch_us(date_trunc('day', a.published_at)), 9223372036854775807),
        (a.published_precision IS DISTINCT FROM 'instant')::BIGINT,
        coalesce(epoch_us(a.published_at), 9223372036854775807), q.start_char::BIGINT
    ] AS place,
    hash(q.text, q.quote_type, q.speaker_entity_id, place, a.publisher) AS fingerprint
FROM quotes AS q JOIN articles AS a USING (article_id);

CREATE OR REPLACE TEMP TABLE utterance_changes AS
SELECT quote_id, present.quote_id IS NOT NULL AS is_present
FROM utterance_present AS present FULL JOIN utterance_readings AS past USING (quote_id)
WHERE present.fingerprint IS DISTINCT FROM past.fingerprint;

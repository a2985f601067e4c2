-- grain: utterance_readings, one row for each quotation; utterance_keys, one row for each quotation and key
-- key: quote_id; (quote_id, key)
-- reason: quotations of one thing share three words in a row, or rare words and the speaker: no other two are compared
DELETE FROM utterance_readings WHERE quote_id IN (SELECT quote_id FROM utterance_changes);

INSERT INTO utterance_readings BY NAME
SELECT quote_id, article_id, fingerprint, utterance_words_of(text) AS words, is_indirect, speaker_entity_id, place
FROM utterance_present SEMI JOIN (FROM utterance_changes WHERE is_present) USING (quote_id);

DELETE FROM utterance_keys WHERE quote_id IN (SELECT quote_id FROM utterance_changes);

INSERT INTO utterance_keys BY NAME
WITH changed AS (
    SELECT quote_id, speaker_entity_id, string_split(words, ' ') AS words
    FROM utterance_readings SEMI JOIN (FROM utterance_changes WHERE is_present) USING (quote_id)
),
runs AS (
    SELECT quote_id, unnest(list_transform(range(1, len(words) - 1), LAMBDA i: list_slice(words, i, i + 2))) AS run
    FROM changed
),
long_words AS (
    SELECT DISTINCT quote_id, speaker_entity_id, left(unnest(words), 5) AS stem
    FROM changed WHERE speaker_entity_id IS NOT NULL
)
SELECT DISTINCT quote_id, hash(run) AS key FROM runs WHERE list_max(list_transform(run, LAMBDA word: len(word))) >= 4
UNION
SELECT quote_id, hash(speaker_entity_id, stem) AS key FROM long_words WHERE len(stem) = 5
UNION
SELECT quote_id, hash(speaker_entity_id, words) AS key FROM changed;

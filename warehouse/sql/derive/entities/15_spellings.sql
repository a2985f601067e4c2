-- grain: entity_spellings, one row two names that are one letter apart, both ways
-- key: (entity_key, other_key)
-- reason: a name is compared with those like it once, when it is new

-- A misspelling is one letter of one long word, in the middle: ends tell men from women ("Michaela", "Petrova"). One
-- edit leaves the first three letters or the last three as they are.
CREATE OR REPLACE TEMP TABLE new_spellings AS
WITH names AS (
    SELECT entity_key, given, surname FROM entity_keys
    WHERE kind = 'person' AND word_count = 2 AND length(merge_key) >= 11
),
added AS (
    FROM names SEMI JOIN (FROM counted_keys WHERE is_new) AS new USING (entity_key)
),
blocks AS (
    SELECT a.entity_key, b.entity_key AS other_key, a.surname AS word, b.surname AS other_word
    FROM added AS a JOIN names AS b ON a.given = b.given AND a.surname[1:3] = b.surname[1:3]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.surname, b.surname
    FROM added AS a
    JOIN names AS b ON a.given = b.given AND a.surname[-3:] = b.surname[-3:] AND a.surname[1] = b.surname[1]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.given, b.given
    FROM added AS a JOIN names AS b ON a.surname = b.surname AND a.given[1:3] = b.given[1:3]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.given, b.given
    FROM added AS a
    JOIN names AS b ON a.surname = b.surname AND a.given[-3:] = b.given[-3:] AND a.given[1] = b.given[1]
),
pairs AS (
    SELECT entity_key, other_key FROM blocks
    WHERE least(length(word), length(other_word)) >= 6 AND word[-2:] = other_word[-2:]
        AND levenshtein(word, other_word) = 1
)
FROM pairs UNION SELECT other_key, entity_key FROM pairs;

INSERT INTO entity_spellings FROM new_spellings;

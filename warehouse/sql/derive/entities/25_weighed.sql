-- grain: the temporary weighed_candidates, one row a key and another that it may be taken for; one_word_bearers, one
-- row a name of one word and somebody whom it may mean
-- key: (entity_key, to_key)
-- reason: one key is taken for another only where that outweighs all rivals

-- Whoever may be meant by one word: those who bear it as surname or as given name, and whoever is called so in
-- articles that name nobody in full and keep no company with those.
CREATE OR REPLACE TEMP TABLE one_word_bearers AS
SELECT entity_key, to_key FROM candidates WHERE evidence = 'surname'
UNION
SELECT entity_key, entity_key FROM candidates WHERE evidence = 'surname' AND against > 0
UNION
SELECT lone.entity_key, arg_min(bearer.entity_key, struct_pack(words := bearer.word_count, key := bearer.entity_key))
FROM choosing_keys AS lone
JOIN entity_keys AS bearer ON bearer.given = lone.merge_key AND bearer.kind = 'person'
WHERE lone.kind = 'person' AND lone.word_count = 1 AND bearer.word_count > 1
GROUP BY lone.entity_key, bearer.surname;

-- The candidate that outweighs all others four to one; nothing where none does, and then the name is open.
CREATE OR REPLACE TEMP TABLE weighed_candidates AS
SELECT
    entity_key, to_key, evidence, weight,
    weight >= 4 * (sum(weight) OVER rivals - weight) AND against = 0 AS is_chosen
FROM (
    SELECT
        entity_key, arg_min(to_key, struct_pack(less := -weight, key := to_key)) AS to_key, min(evidence) AS evidence,
        max(weight) AS weight, max(against) AS against
    FROM candidates ANTI JOIN anchored_keys USING (entity_key)
    GROUP BY entity_key, to_key[position(':' IN to_key) :]
)
WINDOW rivals AS (PARTITION BY entity_key);

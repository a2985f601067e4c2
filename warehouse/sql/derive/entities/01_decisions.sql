-- grain: entity_decided one row a key that a decision is about; the temporary redecided_keys one row a decision that
-- came or went, by key
-- key: (line, side, entity_key); (action, entity_key, new_key)
-- reason: users decide on names, derivation works with keys: a decision is about the keys that its names may have

CREATE OR REPLACE TEMP MACRO kind_of(label) AS CASE
    WHEN label = 'PERSON' THEN 'person'
    WHEN label IN ('GPE', 'LOC', 'FAC') THEN 'place'
    WHEN label = 'NORP' THEN 'people'
    ELSE 'thing'
END;

-- The keys that each decision is about; without a label those of every kind, for a thing its team as well.
CREATE OR REPLACE TEMP TABLE decided_keys AS
WITH sides AS (
    SELECT *, 'name' AS side, person_key AS as_person, name_key AS as_name FROM entity_decisions
    UNION ALL
    SELECT *, 'value', value_person_key, value_name_key FROM entity_decisions WHERE action IN ('same', 'different')
)
SELECT DISTINCT
    line, action, side,
    concat(kind, ':', prefix, if(kind = 'person', as_person, as_name)) AS entity_key,
    value,
    CASE WHEN action = 'type' THEN
        concat(kind_of(value), ':', if(value = 'PERSON', person_key, name_key))
    END AS new_key
FROM sides
CROSS JOIN (
    VALUES ('person', ''), ('place', ''), ('people', ''), ('thing', ''), ('thing', 'team ')
) AS kinds (kind, prefix)
WHERE label IS NULL OR kind_of(label) = kind;

CREATE OR REPLACE TEMP TABLE redecided_keys AS
SELECT action, entity_key, new_key FROM (FROM decided_keys EXCEPT FROM entity_decided)
UNION
SELECT action, entity_key, new_key FROM (FROM entity_decided EXCEPT FROM decided_keys);

DELETE FROM entity_decided;

INSERT INTO entity_decided FROM decided_keys;

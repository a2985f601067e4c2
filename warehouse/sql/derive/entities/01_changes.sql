-- grain: entity_decided one row a key that a decision is about; entity_readings one row an article; the temporary
-- entity_changes and entity_retimed one row an article, entity_redecided one row a decision that came or went
-- key: (line, side, entity_key); article_id; (action, entity_key, new_key)
-- reason: which articles and decisions changed since the last run; where none did, the files after this one do not run

CREATE OR REPLACE TEMP MACRO kind_of(label) AS CASE
    WHEN label = 'PERSON' THEN 'person'
    WHEN label IN ('GPE', 'LOC', 'FAC') THEN 'place'
    WHEN label = 'NORP' THEN 'people'
    ELSE 'thing'
END;

-- The keys that each decision is about; without a label those of every kind, for a thing its team as well.
CREATE OR REPLACE TEMP TABLE entity_deciding AS
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

CREATE OR REPLACE TEMP TABLE entity_redecided AS
SELECT action, entity_key, new_key FROM (FROM entity_deciding EXCEPT FROM entity_decided)
UNION
SELECT action, entity_key, new_key FROM (FROM entity_decided EXCEPT FROM entity_deciding);

DELETE FROM entity_decided;

INSERT INTO entity_decided FROM entity_deciding;

-- Articles that are new, gone or read anew, and those that use a name whose type was decided, or is no longer; of those
-- that are new there is nothing to take away.
CREATE OR REPLACE TEMP TABLE entity_present AS
SELECT article_id, hash(document_id, text_sha256, seen_at, run_id, batch) AS fingerprint, first_seen_at, last_seen_at
FROM articles;

CREATE OR REPLACE TEMP TABLE entity_changes AS
SELECT article_id, past.fingerprint IS NOT NULL AS is_known
FROM entity_present AS present
FULL JOIN entity_readings AS past USING (article_id)
WHERE present.fingerprint IS DISTINCT FROM past.fingerprint OR article_id IN (
    SELECT article_id FROM article_entities
    WHERE concat(kind_of(label), ':', merge_key) IN (SELECT entity_key FROM entity_redecided WHERE action = 'type')
);

-- Articles that were only seen earlier or later than known: nothing but the times of their entities changes.
CREATE OR REPLACE TEMP TABLE entity_retimed AS
SELECT article_id
FROM entity_present AS present
JOIN entity_readings AS past USING (article_id)
WHERE (present.first_seen_at, present.last_seen_at) IS DISTINCT FROM (past.first_seen_at, past.last_seen_at);

DELETE FROM entity_readings
WHERE article_id IN (SELECT article_id FROM entity_changes UNION ALL SELECT article_id FROM entity_retimed);

INSERT INTO entity_readings BY NAME FROM entity_present ANTI JOIN entity_readings USING (article_id);

DROP TABLE entity_deciding;
DROP TABLE entity_present;

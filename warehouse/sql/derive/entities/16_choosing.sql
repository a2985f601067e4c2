-- grain: the temporary affected_keys, one row a key whose choice may change; choosing_keys, those that articles use
-- key: entity_key
-- reason: one person or organisation is one row over the whole warehouse. Names that share a merge key and a kind are
-- one; a shorter name (surname, initials, acronym, misspelling) joins a fuller one only where that outweighs all
-- rivals four to one. Each key's choice follows from the keys of its block alone, so only the blocks of touched keys
-- are read again, and the outcome is that of deriving all from scratch.

-- All keys whose choice may change: those touched, and those that choose among them.
CREATE OR REPLACE TEMP TABLE affected_keys AS
SELECT entity_key FROM touched_keys
UNION
SELECT entity_key FROM entity_decided WHERE action IN ('same', 'different')
UNION
SELECT keys.entity_key FROM entity_keys AS keys JOIN touched_keys AS touched USING (merge_key)
UNION
SELECT 'person:' || surname FROM touched_keys WHERE kind = 'person'
UNION
SELECT 'person:' || given FROM touched_keys WHERE kind = 'person'
UNION
SELECT short.entity_key
FROM entity_keys AS short
JOIN touched_keys AS touched USING (surname)
WHERE short.kind = 'person' AND touched.kind = 'person' AND short.word_count > 1 AND touched.word_count > 1
    AND (
        short.given = touched.given
        OR (length(short.given) = 1 AND starts_with(touched.given, short.given))
        OR list_has_all(string_split(touched.merge_key, ' '), string_split(short.merge_key, ' '))
        OR list_has_all(string_split(short.merge_key, ' '), string_split(touched.merge_key, ' '))
    )
UNION
SELECT entity_spellings.entity_key FROM entity_spellings
JOIN touched_keys ON touched_keys.entity_key = entity_spellings.other_key
UNION
SELECT concat(kinds.kind, ':', short_form)
FROM touched_short_forms CROSS JOIN (VALUES ('thing'), ('place')) AS kinds (kind)
WHERE NOT contains(short_form, ' ');

DELETE FROM entity_spellings
WHERE entity_key IN (SELECT entity_key FROM counted_keys WHERE article_count = 0)
    OR other_key IN (SELECT entity_key FROM counted_keys WHERE article_count = 0);

CREATE OR REPLACE TEMP TABLE choosing_keys AS
FROM entity_keys SEMI JOIN affected_keys USING (entity_key);

-- What was left open of names whose articles are as they were.
INSERT INTO open_keys
SELECT entity_key
FROM entity_rivals SEMI JOIN choosing_keys USING (entity_key) ANTI JOIN touched_keys USING (entity_key)
WHERE evidence = 'namesake';

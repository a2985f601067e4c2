-- grain: entity_homes one row a key; the temporary moved_keys, rehomed_keys, path_ends and resettled_keys as well
-- key: entity_key
-- reason: which other key each was taken for, and where that ends: the key there names the entity

-- Keys whose choice is another than it was, and all that had ended where they ended: no other path led through them.
CREATE OR REPLACE TEMP TABLE moved_keys AS
SELECT entity_key
FROM (FROM entity_homes SEMI JOIN affected_keys USING (entity_key)) AS past
FULL JOIN choices AS present USING (entity_key)
WHERE (past.entity_key, past.to_key, past.evidence, past.is_scattered, past.is_open)
    IS DISTINCT FROM (present.entity_key, present.to_key, present.evidence, present.is_scattered, present.is_open);

CREATE OR REPLACE TEMP TABLE rehomed_keys AS
WITH ends AS (
    SELECT home_key FROM entity_homes SEMI JOIN moved_keys USING (entity_key)
)
SELECT past.entity_key, past.home_key AS old_home, home.is_scattered AS was_scattered
FROM entity_homes AS past
JOIN entity_homes AS home ON home.entity_key = past.home_key
WHERE past.home_key IN (FROM ends)
UNION ALL
SELECT entity_key, NULL, NULL FROM moved_keys ANTI JOIN entity_homes USING (entity_key);

DELETE FROM entity_homes WHERE entity_key IN (SELECT entity_key FROM moved_keys);

INSERT INTO entity_homes BY NAME
SELECT *, entity_key AS home_key FROM choices SEMI JOIN moved_keys USING (entity_key);

-- Follow the choices to their end: each leads to a fuller or more frequent name, so they run in no circle.
CREATE OR REPLACE TEMP TABLE path_ends AS
WITH RECURSIVE walk AS (
    SELECT entity_key, entity_key AS home_key, 0 AS steps
    FROM entity_homes SEMI JOIN rehomed_keys USING (entity_key)
    UNION ALL
    SELECT walk.entity_key, homes.to_key, walk.steps + 1
    FROM walk JOIN entity_homes AS homes ON homes.entity_key = walk.home_key
    WHERE homes.to_key IS NOT NULL AND walk.steps < 12
)
SELECT entity_key, arg_max(home_key, steps) AS home_key FROM walk GROUP BY entity_key;

UPDATE entity_homes SET home_key = ends.home_key
FROM path_ends AS ends
WHERE entity_homes.entity_key = ends.entity_key AND entity_homes.home_key <> ends.home_key;

-- Keys whose articles' entities are other ones now.
CREATE OR REPLACE TEMP TABLE resettled_keys AS
SELECT ends.entity_key
FROM path_ends AS ends
JOIN entity_homes AS home ON home.entity_key = ends.home_key
JOIN rehomed_keys AS past ON past.entity_key = ends.entity_key
WHERE (ends.home_key, home.is_scattered) IS DISTINCT FROM (past.old_home, past.was_scattered)
UNION
SELECT entity_key FROM changed_senses;

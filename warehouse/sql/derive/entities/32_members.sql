-- grain: the temporary touched_entities, one row an entity that gained or lost anything, or that a decision names;
-- member_names, one row a name of one
-- key: entity_id; that of entity_names
-- reason: what readers see of an entity follows from all names of the keys that ended in it

CREATE OR REPLACE TEMP TABLE touched_entities AS
SELECT entity_id FROM claim_deltas
UNION
SELECT entity_id FROM entity_names
WHERE entity_key IN (SELECT entity_key FROM rehomed_keys UNION ALL SELECT entity_key FROM redecided_keys);

CREATE OR REPLACE TEMP TABLE member_names AS
WITH names AS MATERIALIZED (
    FROM entity_names SEMI JOIN touched_entities USING (entity_id)
),
homes AS MATERIALIZED (
    FROM entity_homes SEMI JOIN names USING (entity_key)
)
SELECT
    names.*,
    homes.evidence, homes.home_key, home.is_open,
    names.entity_key[position(':' IN names.entity_key) :] = homes.home_key[position(':' IN homes.home_key) :] AS is_home
FROM names
LEFT JOIN homes USING (entity_key)
LEFT JOIN (
    FROM entity_homes WHERE entity_key IN (SELECT home_key FROM homes)
) AS home ON home.entity_key = homes.home_key;

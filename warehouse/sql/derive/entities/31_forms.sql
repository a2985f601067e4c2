-- grain: entity_forms, one row a surface form of an entity by key
-- key: (entity_id, entity_key, alias)
-- reason: as for names, of the words that stand in the texts

CREATE OR REPLACE TEMP TABLE summed_forms AS
WITH spelled AS (
    SELECT entity_id, entity_key, sign, unnest(forms) AS form FROM claim_deltas
),
deltas AS (
    SELECT entity_id, entity_key, form.alias AS alias, sum(sign * form.mention_count) AS mention_count
    FROM spelled GROUP BY ALL
),
touched AS (
    FROM deltas
    UNION ALL
    SELECT entity_id, entity_key, alias, mention_count FROM entity_forms SEMI JOIN deltas USING (entity_id)
)
SELECT entity_id, entity_key, alias, CAST(sum(mention_count) AS INTEGER) AS mention_count
FROM touched GROUP BY ALL;

DELETE FROM entity_forms WHERE entity_id IN (SELECT entity_id FROM summed_forms);

INSERT INTO entity_forms BY NAME FROM summed_forms WHERE mention_count > 0;

-- grain: entity_aliases, one row a surface form of an entity
-- key: (entity_id, alias)
-- reason: what readers see of how an entity is called, and why each form was taken for it

DELETE FROM entity_aliases WHERE entity_id IN (SELECT entity_id FROM touched_entities);

INSERT INTO entity_aliases BY NAME
WITH forms AS (
    SELECT
        entity_id, alias, CAST(sum(mention_count) AS INTEGER) AS mention_count,
        if(bool_or(coalesce(homes.evidence, 'name') = 'name'), 'name', min(homes.evidence)) AS evidence
    FROM entity_forms SEMI JOIN touched_entities USING (entity_id)
    LEFT JOIN entity_homes AS homes USING (entity_key)
    GROUP BY entity_id, alias
)
FROM forms
UNION ALL
SELECT entity_id, name, 0, 'canonical' FROM named_entities ANTI JOIN forms ON forms.entity_id = named_entities.entity_id
    AND forms.alias = named_entities.name;

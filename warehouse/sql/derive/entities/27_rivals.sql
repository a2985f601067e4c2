-- grain: entity_rivals, one row a key and another that it may stand for
-- key: (entity_key, other_key, evidence)
-- reason: what is left open is shown with all that it may mean

DELETE FROM entity_rivals WHERE entity_key IN (SELECT entity_key FROM affected_keys);

INSERT INTO entity_rivals
SELECT weighed.entity_key, weighed.to_key, weighed.evidence, weighed.weight
FROM weighed_candidates AS weighed
JOIN choices AS chosen ON chosen.entity_key = weighed.entity_key AND chosen.to_key IS NULL
UNION ALL
SELECT entity_key, entity_key, 'namesake', article_count FROM choosing_keys SEMI JOIN open_keys USING (entity_key);

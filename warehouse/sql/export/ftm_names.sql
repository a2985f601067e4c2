-- grain: one row for each person and organisation
-- key: entity_id
-- reason: entities as FollowTheMoney's Person and Organization
SELECT entity_id, name, label, aliases, wikidata_id FROM entities WHERE label IN ('PERSON', 'ORG') ORDER BY entity_id

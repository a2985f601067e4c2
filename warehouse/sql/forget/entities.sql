-- grain: none
-- key: none
-- reason: who is who is derived anew from the articles; without a derivation each name is its article's own
DELETE FROM entity_readings;
DELETE FROM entity_links;
DELETE FROM entity_keys;
DELETE FROM entity_short_forms;
DELETE FROM entity_spellings;
DELETE FROM entity_homes;
DELETE FROM entity_rivals;
DELETE FROM entity_names;
DELETE FROM entity_forms;
DELETE FROM entity_aliases;
DELETE FROM entities;
DELETE FROM entity_decided;
UPDATE entity_mentions SET entity_id = NULL WHERE entity_id IS NOT NULL;
UPDATE quotes SET speaker_entity_id = NULL, speaker_name = speaker_name_in_article
WHERE speaker_entity_id IS NOT NULL OR speaker_name IS DISTINCT FROM speaker_name_in_article;
DELETE FROM derivations WHERE step = 'entities';

-- grain: one row: the entity $id
-- key: entity_id
-- reason: who this is, at the head of the page
SELECT
    e.entity_id, e.name, e.label, e.country_code, e.aliases, e.mention_count, e.article_count, e.first_seen_at,
    e.last_seen_at, e.wikidata_id, e.is_ambiguous,
    (SELECT count(*) FROM quotes WHERE speaker_entity_id = $id) AS quotations
FROM entities AS e
WHERE e.entity_id = $id

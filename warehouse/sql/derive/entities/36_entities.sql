-- grain: entities one row a real-world entity; the temporary renamed_entities those with another name than before
-- key: entity_id
-- reason: what readers see of each entity

CREATE OR REPLACE TEMP TABLE renamed_entities AS
SELECT entity_id
FROM named_entities AS present LEFT JOIN entities AS past USING (entity_id)
WHERE present.name IS DISTINCT FROM past.name;

DELETE FROM entities WHERE entity_id IN (SELECT entity_id FROM touched_entities);

UPDATE entities SET first_seen_at = counts.first_seen_at, last_seen_at = counts.last_seen_at
FROM counted_entities AS counts
WHERE entities.entity_id = counts.entity_id
    AND (entities.first_seen_at, entities.last_seen_at) IS DISTINCT FROM (counts.first_seen_at, counts.last_seen_at);

INSERT INTO entities BY NAME
SELECT
    named.entity_id, named.name, named.label, named.country_code, coalesce(others.aliases, []) AS aliases,
    named.mention_count, counts.article_count, counts.first_seen_at, counts.last_seen_at, named.wikidata_id,
    named.is_ambiguous
FROM named_entities AS named
JOIN counted_entities AS counts USING (entity_id)
LEFT JOIN (
    SELECT forms.entity_id, list(forms.alias ORDER BY forms.mention_count DESC, forms.alias) AS aliases
    FROM entity_aliases AS forms
    JOIN named_entities AS named USING (entity_id)
    WHERE forms.alias <> named.name
    GROUP BY forms.entity_id
) AS others USING (entity_id);

-- grain: entity_links, one row an entity of an article; the temporary open_keys, one row a key that is left open;
-- changed_senses, one row a key and an article that means another namesake by it than before
-- key: article_entity_id; entity_key; (entity_key, article_id)
-- reason: which of several namesakes each article means, as the files before this one found

CREATE OR REPLACE TEMP TABLE open_keys AS
SELECT entity_key FROM namesake_verdicts WHERE is_open AND NOT is_split
UNION
SELECT entity_key FROM stranger_groups;

CREATE OR REPLACE TEMP TABLE changed_senses AS
SELECT claims.entity_key, claims.article_id, coalesce(traits.sense, groups.sense) AS sense
FROM namesake_claims AS claims
LEFT JOIN namesake_traits AS traits USING (entity_key, article_id)
LEFT JOIN stranger_groups AS groups USING (entity_key, article_id)
WHERE claims.sense IS DISTINCT FROM coalesce(traits.sense, groups.sense);

UPDATE entity_links SET sense = senses.sense
FROM changed_senses AS senses
WHERE entity_links.entity_key = senses.entity_key AND entity_links.article_id = senses.article_id;

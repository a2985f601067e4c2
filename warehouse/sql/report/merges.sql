-- grain: one row for each entity that several names were merged into
-- key: entity_id
-- reason: what `dateline entities audit` shows: the merges that would do most harm if they were wrong come first
WITH forms AS (
    SELECT
        entity_id, count(*) AS form_count,
        list(
            struct_pack(alias := alias, mentions := mention_count, evidence := evidence)
            ORDER BY mention_count DESC, alias
        ) AS forms
    FROM entity_aliases WHERE mention_count > 0
    GROUP BY entity_id
    HAVING count(DISTINCT lower(alias)) > 1
),
largest AS (
    SELECT e.entity_id, e.name, e.label, e.country_code, e.article_count, e.mention_count, e.is_ambiguous, f.forms
    FROM entities AS e JOIN forms AS f USING (entity_id)
    WHERE $label IS NULL OR e.label = $label
    ORDER BY e.article_count DESC, f.form_count DESC, e.mention_count DESC, e.entity_id
    LIMIT $limit
),
members AS (
    SELECT l.entity_id, l.article_entity_id, l.article_id FROM entity_links AS l SEMI JOIN largest USING (entity_id)
),
roles AS (
    SELECT entity_id, list(role ORDER BY articles DESC, role)[:4] AS roles
    FROM (
        SELECT m.entity_id, lower(r.role) AS role, count(DISTINCT m.article_id) AS articles
        FROM members AS m JOIN entity_roles AS r USING (article_entity_id) GROUP BY ALL
    )
    GROUP BY entity_id
),
countries AS (
    SELECT entity_id, list(country_code ORDER BY articles DESC, country_code)[:4] AS countries
    FROM (
        SELECT m.entity_id, c.country_code, count(DISTINCT m.article_id) AS articles
        FROM members AS m JOIN article_entities AS c USING (article_id)
        WHERE c.country_code IS NOT NULL AND c.article_entity_id <> m.article_entity_id
        GROUP BY ALL
    )
    GROUP BY entity_id
),
keys AS (
    SELECT
        entity_id,
        list(struct_pack(key := entity_key, joined_to := to_key, evidence := evidence) ORDER BY entity_key) AS keys
    FROM (SELECT DISTINCT entity_id, entity_key FROM entity_names SEMI JOIN largest USING (entity_id))
    LEFT JOIN entity_homes USING (entity_key)
    GROUP BY entity_id
)
SELECT
    largest.entity_id, largest.name, largest.label, largest.country_code, largest.article_count, largest.mention_count,
    largest.is_ambiguous, largest.forms, keys.keys,
    coalesce(roles.roles, []) AS roles, coalesce(countries.countries, []) AS countries
FROM largest
JOIN keys USING (entity_id)
LEFT JOIN roles USING (entity_id)
LEFT JOIN countries USING (entity_id)
ORDER BY largest.article_count DESC, len(largest.forms) DESC, largest.mention_count DESC, largest.entity_id

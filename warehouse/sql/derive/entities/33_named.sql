-- grain: the temporary named_entities, one row a touched entity
-- key: entity_id
-- reason: its name is the one most articles use among those of the home key, the fuller one where they tie; its type is
-- by majority; a user's word goes before both

CREATE OR REPLACE TEMP TABLE named_entities AS
WITH decided AS (
    SELECT md5(homes.home_key) AS entity_id,
        arg_min(decided.value, decided.line) FILTER (action = 'rename') AS name,
        arg_min(decided.value, decided.line) FILTER (action = 'wikidata') AS wikidata_id
    FROM entity_decided AS decided JOIN entity_homes AS homes USING (entity_key)
    WHERE decided.action IN ('rename', 'wikidata')
    GROUP BY ALL
),
spelled AS (
    SELECT entity_id, name FROM member_names
    GROUP BY entity_id, name, is_home
    QUALIFY row_number() OVER (
        PARTITION BY entity_id
        ORDER BY
            is_home DESC NULLS LAST, name = upper(name) AND length(name) > 5, sum(article_count) DESC,
            sum(mention_count) DESC, length(name) DESC, name
    ) = 1
),
typed AS (
    SELECT entity_id, label FROM member_names
    GROUP BY entity_id, label
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY sum(mention_count) DESC, label) = 1
)
SELECT
    entity_id, coalesce(decided.name, spelled.name) AS name, typed.label, decided.wikidata_id,
    CASE WHEN typed.label IN ('GPE', 'NORP') THEN summed.country_code END AS country_code,
    summed.mention_count, summed.is_ambiguous
FROM spelled
JOIN typed USING (entity_id)
JOIN (
    SELECT
        entity_id, min(country_code) AS country_code, CAST(sum(mention_count) AS INTEGER) AS mention_count,
        bool_or(
            is_open OR home_key IS NULL OR (NOT contains(entity_key, ' ') AND entity_id <> md5(home_key))
        ) AS is_ambiguous
    FROM member_names GROUP BY entity_id
) AS summed USING (entity_id)
LEFT JOIN decided USING (entity_id);

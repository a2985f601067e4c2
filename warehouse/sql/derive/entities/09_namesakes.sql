-- grain: the temporary namesake_claims, one row a key that may be of several people and an article that uses it;
-- namesake_groups, one row such a key and what its articles say of the person (the trait: field and gender)
-- key: (entity_key, article_id); (entity_key, trait)
-- reason: people of one name are told apart by what articles say of them. Compared is with what most articles say, so a
-- key costs its articles, not their pairs.

CREATE OR REPLACE TEMP TABLE touched_full_names AS
SELECT entity_key, article_count BETWEEN 2 AND 19 AND is_common AS is_weak
FROM counted_keys
WHERE kind = 'person' AND word_count > 1;

CREATE OR REPLACE TEMP TABLE namesake_claims AS
WITH suspects AS (
    SELECT entity_key, bool_or(is_weak) AS is_weak
    FROM entity_links JOIN touched_full_names USING (entity_key)
    GROUP BY entity_key
    HAVING min(field) <> max(field) OR min(gender) <> max(gender) OR count(sense) > 0 OR bool_or(is_weak)
)
SELECT
    entity_key, any_value(is_weak) AS is_weak, article_id, min(field) AS field, min(gender) AS gender,
    min(sense) AS sense, concat_ws(' ', min(field), min(gender)) AS trait
FROM entity_links JOIN suspects USING (entity_key)
GROUP BY entity_key, article_id;

CREATE OR REPLACE TEMP TABLE namesake_groups AS
SELECT
    *,
    first_value(trait) OVER largest AS main_trait,
    coalesce(field <> first_value(field) OVER largest, false) AS is_other_field,
    is_other_field OR coalesce(gender <> first_value(gender) OVER largest, false) AS is_other
FROM (
    SELECT entity_key, trait, any_value(field) AS field, any_value(gender) AS gender, count(*) AS articles
    FROM namesake_claims WHERE trait <> ''
    GROUP BY entity_key, trait
)
WINDOW largest AS (PARTITION BY entity_key ORDER BY articles DESC, trait);

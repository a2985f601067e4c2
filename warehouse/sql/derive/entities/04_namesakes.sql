-- grain: the temporary namesake_senses, one row a key of several people and an article that uses it; namesake_open, one
-- row a key that is left open
-- key: (entity_key, article_id); entity_key
-- reason: people of one name are kept apart where the evidence speaks against one person: what they do is far apart and
-- no person or body is named with both; or their gender differs, which pronouns may hide, and besides no country is
-- named with both. Where they do different things but share company the name is one entity, flagged as open. Compared
-- is with what most articles say, so a key costs its articles, not their pairs.

CREATE OR REPLACE TEMP TABLE namesake_touched AS
SELECT entity_key, article_count BETWEEN 2 AND 19 AND is_common AS is_weak
FROM entity_counted
WHERE kind = 'person' AND word_count > 1;

CREATE OR REPLACE TEMP TABLE namesake_claims AS
WITH suspects AS (
    SELECT entity_key, bool_or(is_weak) AS is_weak
    FROM entity_links JOIN namesake_touched USING (entity_key)
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

-- Whom, what and which countries the articles of each group name besides.
CREATE OR REPLACE TEMP TABLE namesake_company AS
SELECT DISTINCT
    claims.entity_key, claims.trait, claims.article_id,
    country.is_country,
    CASE WHEN country.is_country THEN other.country_code ELSE other.entity_key END AS company
FROM namesake_claims AS claims
SEMI JOIN (FROM namesake_groups WHERE is_other) AS groups ON groups.entity_key = claims.entity_key
JOIN entity_links AS other ON other.article_id = claims.article_id AND other.entity_key <> claims.entity_key
CROSS JOIN (VALUES (true), (false)) AS country (is_country)
WHERE CASE
    WHEN country.is_country THEN other.country_code IS NOT NULL
    ELSE starts_with(other.entity_key, 'thing:')
        OR (starts_with(other.entity_key, 'person:') AND contains(other.entity_key, ' '))
END;

CREATE OR REPLACE TEMP TABLE namesake_evidence AS
WITH sides AS (
    SELECT groups.entity_key, groups.trait AS group_trait, company.trait = groups.trait AS is_own, is_country, company
    FROM (FROM namesake_groups WHERE is_other) AS groups
    JOIN namesake_company AS company
        ON company.entity_key = groups.entity_key AND company.trait IN (groups.trait, groups.main_trait)
),
each AS (
    SELECT entity_key, group_trait, is_country, company, bool_or(is_own) AND bool_or(NOT is_own) AS is_shared,
        bool_or(is_own) AS is_own, bool_or(NOT is_own) AS is_main
    FROM sides GROUP BY ALL
)
SELECT
    entity_key, group_trait AS trait,
    count(*) FILTER (is_shared AND NOT is_country) AS shared,
    count(*) FILTER (is_shared AND is_country) AS shared_countries,
    least(count(*) FILTER (is_own AND is_country), count(*) FILTER (is_main AND is_country)) AS known_countries
FROM each GROUP BY entity_key, group_trait;

-- A user's word goes before all evidence: the name "same" as itself is never split, "different" from itself always.
CREATE OR REPLACE TEMP TABLE namesake_verdicts AS
WITH decided AS (
    SELECT l.entity_key, arg_min(l.action, l.line) AS action
    FROM entity_decided AS l JOIN entity_decided AS r USING (line, action, entity_key)
    WHERE l.side = 'name' AND r.side = 'value'
    GROUP BY l.entity_key
)
SELECT
    groups.entity_key, groups.trait, groups.main_trait,
    CASE coalesce(decided.action, '')
        WHEN 'same' THEN false
        WHEN 'different' THEN true
        ELSE coalesce(
            shared = 0 AND (groups.is_other_field OR (shared_countries = 0 AND known_countries > 0)), groups.is_other_field
        )
    END AS is_split,
    decided.action IS NULL AND groups.is_other_field AS is_open
FROM (FROM namesake_groups WHERE is_other) AS groups
LEFT JOIN namesake_evidence USING (entity_key, trait)
LEFT JOIN decided USING (entity_key);

-- An article that says nothing of its namesake goes with the one whose company or countries it shares, and no other's.
CREATE OR REPLACE TEMP TABLE namesake_traits AS
WITH silent AS (
    SELECT company.entity_key, company.article_id, verdicts.trait, verdicts.main_trait, other.trait AS other_trait
    FROM namesake_verdicts AS verdicts
    JOIN namesake_company AS company ON company.entity_key = verdicts.entity_key AND company.trait = ''
    JOIN namesake_company AS other
        ON other.entity_key = company.entity_key AND other.company = company.company
        AND other.is_country = company.is_country AND other.trait IN (verdicts.trait, verdicts.main_trait)
    WHERE verdicts.is_split
),
followed AS (
    SELECT entity_key, article_id, trait
    FROM silent
    GROUP BY entity_key, article_id, trait
    HAVING bool_and(other_trait = trait)
)
SELECT claims.entity_key, claims.article_id, coalesce(verdicts.trait, followed.trait) AS sense
FROM namesake_claims AS claims
LEFT JOIN (FROM namesake_verdicts WHERE is_split) AS verdicts
    ON verdicts.entity_key = claims.entity_key AND verdicts.trait = claims.trait
LEFT JOIN (SELECT entity_key, article_id, min(trait) AS trait FROM followed GROUP BY ALL) AS followed
    ON followed.entity_key = claims.entity_key AND followed.article_id = claims.article_id;

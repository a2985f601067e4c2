-- grain: the temporary namesake_company, one row a key, an article and somebody or something else that it names;
-- namesake_evidence, one row a group of articles other than the largest of its key
-- key: (entity_key, article_id, is_country, company); (entity_key, trait)
-- reason: articles that share company speak of one person, whatever else they say

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

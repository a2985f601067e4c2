-- grain: the temporary namesake_verdicts, one row a group of articles other than the largest of its key;
-- namesake_traits, one row a key and an article that uses it
-- key: (entity_key, trait); (entity_key, article_id)
-- reason: people of one name are kept apart where the evidence speaks against one person: what they do is far apart and
-- no person or body is named with both; or their gender differs, which pronouns may hide, and besides no country is
-- named with both. Where they do different things but share company the name is one entity, flagged as open.

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
            shared = 0 AND (groups.is_other_field OR (shared_countries = 0 AND known_countries > 0)),
            groups.is_other_field
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

-- grain: the temporary stranger_claims, one row a common name and an article that uses it; stranger_ties, one row two
-- such articles that something ties, both ways
-- key: (entity_key, article_id); (entity_key, article_id, other_id)
-- reason: articles that share a common name and nothing else speak of strangers, as far as anybody can tell. What ties
-- two articles: whom and what they name besides, what they say that somebody is; one place is too little, two will do.
-- In twenty articles everybody has met everybody, and ties say nothing any more.

-- The name "same" as itself is never split.
CREATE OR REPLACE TEMP TABLE stranger_claims AS
SELECT claims.entity_key, claims.article_id
FROM namesake_claims AS claims
WHERE claims.is_weak AND claims.entity_key NOT IN (
    SELECT l.entity_key
    FROM entity_decided AS l JOIN entity_decided AS r USING (line, action, entity_key)
    WHERE l.action = 'same' AND l.side = 'name' AND r.side = 'value'
);

CREATE OR REPLACE TEMP TABLE stranger_ties AS
WITH named AS MATERIALIZED (
    SELECT
        claims.entity_key, claims.article_id, links.entity_key AS tie, links.article_entity_id,
        links.country_code IS NOT NULL AS is_country
    FROM stranger_claims AS claims JOIN entity_links AS links USING (article_id)
),
beside AS (
    SELECT entity_key, article_id, tie, if(starts_with(tie, 'place:'), 1, 2) AS weight
    FROM named
    WHERE tie <> entity_key AND NOT is_country AND (
        starts_with(tie, 'thing:') OR starts_with(tie, 'place:') OR (starts_with(tie, 'person:') AND contains(tie, ' '))
    )
),
said AS (
    SELECT own.entity_key, own.article_id, unnest(regexp_extract_all(lower(roles.role), '[a-z]{3,}')) AS tie
    FROM (FROM named WHERE tie = entity_key) AS own JOIN entity_roles AS roles USING (article_entity_id)
),
ties AS (
    SELECT entity_key, article_id, tie, max(weight) AS weight FROM beside GROUP BY ALL
    UNION ALL
    SELECT DISTINCT entity_key, article_id, tie, 2 FROM said
    WHERE tie NOT IN (
        'the', 'and', 'for', 'former', 'late', 'new', 'chief', 'head', 'with', 'from', 'who', 'his', 'her'
    )
)
SELECT a.entity_key, a.article_id, b.article_id AS other_id
FROM ties AS a JOIN ties AS b ON b.entity_key = a.entity_key AND b.tie = a.tie AND b.article_id <> a.article_id
GROUP BY ALL
HAVING sum(a.weight) >= 2;

-- grain: entity_links, one row an entity of an article; the temporary namesake_open, one row a key that is left open
-- key: article_entity_id; entity_key
-- reason: articles that share a common name and nothing else speak of strangers, as far as anybody can tell: they are
-- kept apart, and flagged. What ties two articles: whom and what they name besides, what they say that somebody is; one
-- place is too little, two will do. Whoever has three articles that hang together is known well enough that one more
-- goes with them. In twenty articles everybody has met everybody, and ties say nothing any more.

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
    WHERE tie NOT IN ('the', 'and', 'for', 'former', 'late', 'new', 'chief', 'head', 'with', 'from', 'who', 'his', 'her')
)
SELECT a.entity_key, a.article_id, b.article_id AS other_id
FROM ties AS a JOIN ties AS b ON b.entity_key = a.entity_key AND b.tie = a.tie AND b.article_id <> a.article_id
GROUP BY ALL
HAVING sum(a.weight) >= 2;

-- Articles that hang together go by the first of them.
CREATE OR REPLACE TEMP TABLE stranger_groups AS
WITH RECURSIVE reached (entity_key, article_id, first_id) USING KEY (entity_key, article_id) AS (
    SELECT entity_key, article_id, article_id FROM stranger_claims
    UNION
    SELECT ties.entity_key, ties.other_id, min(reached.first_id)
    FROM reached
    JOIN stranger_ties AS ties ON ties.entity_key = reached.entity_key AND ties.article_id = reached.article_id
    JOIN recurring.reached AS known ON known.entity_key = ties.entity_key AND known.article_id = ties.other_id
    WHERE reached.first_id < known.first_id
    GROUP BY ties.entity_key, ties.other_id
),
sized AS (
    SELECT *, count(*) OVER (PARTITION BY entity_key, first_id) AS articles FROM reached
)
SELECT
    entity_key, article_id, concat('beside ', first_id) AS sense
FROM sized
WINDOW largest AS (PARTITION BY entity_key ORDER BY articles DESC, first_id)
QUALIFY first_id <> first_value(first_id) OVER largest AND (articles > 1 OR first_value(articles) OVER largest < 3);

CREATE OR REPLACE TEMP TABLE namesake_open AS
SELECT entity_key FROM namesake_verdicts WHERE is_open AND NOT is_split
UNION
SELECT entity_key FROM stranger_groups;

CREATE OR REPLACE TEMP TABLE namesake_senses AS
SELECT claims.entity_key, claims.article_id, coalesce(traits.sense, groups.sense) AS sense
FROM namesake_claims AS claims
LEFT JOIN namesake_traits AS traits USING (entity_key, article_id)
LEFT JOIN stranger_groups AS groups USING (entity_key, article_id)
WHERE claims.sense IS DISTINCT FROM coalesce(traits.sense, groups.sense);

UPDATE entity_links SET sense = senses.sense
FROM namesake_senses AS senses
WHERE entity_links.entity_key = senses.entity_key AND entity_links.article_id = senses.article_id;

DROP TABLE namesake_touched;
DROP TABLE namesake_claims;
DROP TABLE namesake_groups;
DROP TABLE namesake_company;
DROP TABLE namesake_evidence;
DROP TABLE namesake_verdicts;
DROP TABLE namesake_traits;
DROP TABLE stranger_claims;
DROP TABLE stranger_ties;
DROP TABLE stranger_groups;

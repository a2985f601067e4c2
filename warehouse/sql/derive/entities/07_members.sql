-- grain: entity_links one row an entity of an article; entity_names one row a name of an entity by key, type and
-- country; entity_forms one row a surface form of an entity by key
-- key: article_entity_id; all but the counts; (entity_id, entity_key, alias)
-- reason: which entity each article means, and how often it is called what. Counts are kept by adding what came and
-- taking away what went, so that a run costs what it brings, however often a name stands in the warehouse already.

-- The entities of articles that are new, or whose key has another home. Where several may bear a surname, and in an
-- article that keeps it apart from a bearer, what is meant is known within the article only.
CREATE OR REPLACE TEMP TABLE entity_assigned AS
WITH unsettled AS MATERIALIZED (
    FROM entity_links WHERE entity_id = ''
    UNION ALL
    FROM entity_links SEMI JOIN (
        FROM entity_resettled ANTI JOIN (FROM entity_counted WHERE is_new) AS new USING (entity_key)
    ) AS resettled USING (entity_key)
    WHERE entity_id <> ''
),
homes AS MATERIALIZED (
    FROM entity_homes SEMI JOIN unsettled USING (entity_key)
)
SELECT * FROM (
    SELECT
        links.* EXCLUDE (entity_id), links.entity_id AS old_id,
        md5(CASE
            WHEN links.sense IS NOT NULL THEN concat(links.entity_key, ':', links.sense)
            WHEN home.is_scattered THEN concat(homes.home_key, ':', links.article_id)
            ELSE homes.home_key
        END) AS entity_id
    FROM unsettled AS links
    LEFT JOIN homes USING (entity_key)
    LEFT JOIN (
        FROM entity_homes WHERE entity_key IN (SELECT home_key FROM homes)
    ) AS home ON home.entity_key = homes.home_key
)
WHERE entity_id <> old_id;

UPDATE entity_links SET entity_id = assigned.entity_id
FROM entity_assigned AS assigned
WHERE entity_links.article_entity_id = assigned.article_entity_id;

-- What entities gain and lose.
CREATE OR REPLACE TEMP TABLE entity_deltas AS
SELECT entity_id, entity_key, article_id, name, label, country_code, mention_count, forms, 1 AS sign
FROM entity_assigned
UNION ALL
SELECT old_id, entity_key, article_id, name, label, country_code, mention_count, forms, -1
FROM entity_assigned WHERE old_id <> ''
UNION ALL
SELECT entity_id, entity_key, article_id, name, label, country_code, mention_count, forms, -1
FROM entity_gone;

CREATE OR REPLACE TEMP TABLE entity_names_new AS
WITH deltas AS (
    SELECT
        entity_id, entity_key, name, label, country_code,
        count(DISTINCT article_id) FILTER (sign > 0) - count(DISTINCT article_id) FILTER (sign < 0) AS article_count,
        sum(sign * mention_count) AS mention_count
    FROM entity_deltas GROUP BY ALL
),
touched AS (
    SELECT entity_id, entity_key, name, label, country_code, article_count, mention_count FROM deltas
    UNION ALL
    FROM entity_names SEMI JOIN deltas USING (entity_id)
)
SELECT entity_id, entity_key, name, label, country_code,
    CAST(sum(article_count) AS INTEGER) AS article_count, CAST(sum(mention_count) AS INTEGER) AS mention_count
FROM touched GROUP BY ALL;

DELETE FROM entity_names WHERE entity_id IN (SELECT entity_id FROM entity_names_new);

INSERT INTO entity_names BY NAME FROM entity_names_new WHERE mention_count > 0;

CREATE OR REPLACE TEMP TABLE entity_forms_new AS
WITH spelled AS (
    SELECT entity_id, entity_key, sign, unnest(forms) AS form FROM entity_deltas
),
deltas AS (
    SELECT entity_id, entity_key, form.alias AS alias, sum(sign * form.mention_count) AS mention_count
    FROM spelled GROUP BY ALL
),
touched AS (
    FROM deltas
    UNION ALL
    SELECT entity_id, entity_key, alias, mention_count FROM entity_forms SEMI JOIN deltas USING (entity_id)
)
SELECT entity_id, entity_key, alias, CAST(sum(mention_count) AS INTEGER) AS mention_count
FROM touched GROUP BY ALL;

DELETE FROM entity_forms WHERE entity_id IN (SELECT entity_id FROM entity_forms_new);

INSERT INTO entity_forms BY NAME FROM entity_forms_new WHERE mention_count > 0;

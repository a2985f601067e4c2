-- grain: entity_links one row an entity of an article; the temporary assigned_claims those whose entity is another now
-- key: article_entity_id
-- reason: which entity each article means

-- The entities of articles that are new, or whose key has another home. Where several may bear a surname, and in an
-- article that keeps it apart from a bearer, what is meant is known within the article only.
CREATE OR REPLACE TEMP TABLE assigned_claims AS
WITH unsettled AS MATERIALIZED (
    FROM entity_links WHERE entity_id = ''
    UNION ALL
    FROM entity_links SEMI JOIN (
        FROM resettled_keys ANTI JOIN (FROM counted_keys WHERE is_new) AS new USING (entity_key)
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
FROM assigned_claims AS assigned
WHERE entity_links.article_entity_id = assigned.article_entity_id;

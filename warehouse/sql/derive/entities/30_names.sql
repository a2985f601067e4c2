-- grain: entity_names one row a name of an entity by key, type and country; the temporary claim_deltas one row an
-- entity of an article that an entity of the warehouse gained (sign 1) or lost (-1)
-- key: all but the counts; (article_entity_id, sign), which it does not carry
-- reason: how often each entity is called what. Counts are kept by adding what came and taking away what went, so that
-- a run costs what it brings, however often a name stands in the warehouse already.

-- What entities gain and lose.
CREATE OR REPLACE TEMP TABLE claim_deltas AS
SELECT entity_id, entity_key, article_id, name, label, country_code, mention_count, forms, 1 AS sign
FROM assigned_claims
UNION ALL
SELECT old_id, entity_key, article_id, name, label, country_code, mention_count, forms, -1
FROM assigned_claims WHERE old_id <> ''
UNION ALL
SELECT entity_id, entity_key, article_id, name, label, country_code, mention_count, forms, -1
FROM gone_claims;

CREATE OR REPLACE TEMP TABLE summed_names AS
WITH deltas AS (
    SELECT
        entity_id, entity_key, name, label, country_code,
        count(DISTINCT article_id) FILTER (sign > 0) - count(DISTINCT article_id) FILTER (sign < 0) AS article_count,
        sum(sign * mention_count) AS mention_count
    FROM claim_deltas GROUP BY ALL
),
touched AS (
    SELECT entity_id, entity_key, name, label, country_code, article_count, mention_count FROM deltas
    UNION ALL
    FROM entity_names SEMI JOIN deltas USING (entity_id)
)
SELECT entity_id, entity_key, name, label, country_code,
    CAST(sum(article_count) AS INTEGER) AS article_count, CAST(sum(mention_count) AS INTEGER) AS mention_count
FROM touched GROUP BY ALL;

DELETE FROM entity_names WHERE entity_id IN (SELECT entity_id FROM summed_names);

INSERT INTO entity_names BY NAME FROM summed_names WHERE mention_count > 0;

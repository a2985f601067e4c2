-- grain: the temporary counted_entities, one row an entity that gained or lost articles, or whose articles were seen
-- again
-- key: entity_id
-- reason: in how many articles each entity is, and when they were seen

-- Articles and times are counted again where anything was lost or came from another entity, or articles were seen
-- again; where articles only came they are added.
CREATE OR REPLACE TEMP TABLE counted_entities AS
WITH again AS (
    SELECT entity_id FROM claim_deltas WHERE sign < 0
    UNION
    SELECT entity_id FROM assigned_claims WHERE old_id <> ''
    UNION
    SELECT entity_id FROM entity_links SEMI JOIN retimed_articles USING (article_id)
    UNION
    SELECT entity_id FROM named_entities ANTI JOIN (SELECT entity_id FROM claim_deltas) AS gained USING (entity_id)
),
counted AS (
    SELECT
        links.entity_id, CAST(count(DISTINCT links.article_id) AS INTEGER) AS article_count,
        min(readings.first_seen_at) AS first_seen_at, max(readings.last_seen_at) AS last_seen_at
    FROM entity_links AS links
    SEMI JOIN again USING (entity_id)
    JOIN entity_readings AS readings USING (article_id)
    GROUP BY links.entity_id
),
gained AS (
    SELECT
        deltas.entity_id, CAST(count(DISTINCT deltas.article_id) AS INTEGER) AS article_count,
        min(readings.first_seen_at) AS first_seen_at, max(readings.last_seen_at) AS last_seen_at
    FROM claim_deltas AS deltas
    ANTI JOIN again USING (entity_id)
    JOIN entity_readings AS readings USING (article_id)
    GROUP BY deltas.entity_id
)
FROM counted
UNION ALL
SELECT
    gained.entity_id, gained.article_count + coalesce(past.article_count, 0),
    least(gained.first_seen_at, past.first_seen_at), greatest(gained.last_seen_at, past.last_seen_at)
FROM gained LEFT JOIN entities AS past USING (entity_id);

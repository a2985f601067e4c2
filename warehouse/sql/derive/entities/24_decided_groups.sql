-- grain: the temporary decided_groups, one row a key that a user calls the same as another; anchored_keys, one row a
-- key that makes no choice of its own
-- key: entity_key
-- reason: a user's word goes before all evidence

-- Names that a user calls the same make one group; it stands by the name that the decision gives as value.
CREATE OR REPLACE TEMP TABLE decided_groups AS
WITH RECURSIVE sides AS (
    SELECT decided.*, keys.kind FROM entity_decided AS decided
    JOIN entity_keys AS keys USING (entity_key) WHERE action = 'same'
),
edges AS (
    SELECT l.entity_key AS from_key, r.entity_key AS to_key
    FROM sides AS l JOIN sides AS r USING (line)
    WHERE l.side = 'name' AND r.side = 'value' AND l.entity_key <> r.entity_key
    QUALIFY l.kind = r.kind OR NOT bool_or(l.kind = r.kind) OVER (PARTITION BY line)
),
links AS (
    FROM edges UNION SELECT to_key, from_key FROM edges
),
ranks AS (
    SELECT from_key AS entity_key, row_number() OVER (
        ORDER BY from_key IN (SELECT from_key FROM edges), from_key
    ) AS rank
    FROM (SELECT DISTINCT from_key FROM links)
),
reached (entity_key, root) USING KEY (entity_key) AS (
    SELECT entity_key, rank FROM ranks
    UNION
    SELECT links.to_key, min(reached.root)
    FROM reached
    JOIN links ON links.from_key = reached.entity_key
    JOIN recurring.reached AS known ON known.entity_key = links.to_key
    WHERE reached.root < known.root
    GROUP BY links.to_key
)
SELECT reached.entity_key, ranks.entity_key AS root
FROM reached JOIN ranks ON ranks.rank = reached.root;

-- Names that a user decided on make no other choice: neither those of a group nor those that differ from others.
CREATE OR REPLACE TEMP TABLE anchored_keys AS
SELECT entity_key FROM decided_groups
UNION
SELECT l.entity_key FROM entity_decided AS l
WHERE l.action = 'different' AND NOT EXISTS (
    SELECT 1 FROM entity_decided AS r WHERE r.line = l.line AND r.entity_key = l.entity_key AND r.side <> l.side
);

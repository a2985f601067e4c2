-- grain: the temporary choices, one row a key that chooses: what it is taken for, if for anything
-- key: entity_key
-- reason: a name of one word that several may bear is an entity of its own in each article (is_scattered); one that may
-- be another's as well is open

CREATE OR REPLACE TEMP TABLE choices AS
WITH moves AS (
    SELECT entity_key, to_key, evidence FROM weighed_candidates WHERE is_chosen
    QUALIFY row_number() OVER (PARTITION BY entity_key ORDER BY weight DESC, to_key) = 1
    UNION ALL
    SELECT entity_key, root, 'decision' FROM decided_groups WHERE entity_key <> root
),
open AS (
    SELECT entity_key FROM weighed_candidates ANTI JOIN moves USING (entity_key)
    GROUP BY entity_key
),
shared AS (
    SELECT entity_key FROM one_word_bearers GROUP BY entity_key HAVING count(*) > 1
    UNION  -- one common name, or initials, may be anybody's
    SELECT entity_key FROM choosing_keys
    WHERE kind = 'person' AND (
        regexp_full_match(merge_key, '\w( \w)*')
        OR (word_count = 1 AND (given IN (FROM common_given_names) OR given IN (FROM common_surnames)))
    )
)
SELECT
    choosing.entity_key, moves.to_key, coalesce(moves.evidence, 'name') AS evidence,
    moves.entity_key IS NULL AND shared.entity_key IS NOT NULL AS is_scattered,
    open.entity_key IS NOT NULL OR choosing.entity_key IN (SELECT entity_key FROM open_keys) AS is_open
FROM choosing_keys AS choosing
LEFT JOIN moves USING (entity_key)
LEFT JOIN open USING (entity_key)
LEFT JOIN shared USING (entity_key);

-- grain: the temporary stranger_groups, one row a common name and an article that means a stranger by it
-- key: (entity_key, article_id)
-- reason: strangers are kept apart. Whoever has three articles that hang together is known well enough that one more
-- goes with them.

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

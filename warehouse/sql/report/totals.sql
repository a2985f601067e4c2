-- grain: one row
-- key: none
-- reason: what the warehouse holds after a run
SELECT
    (SELECT count(*) FROM articles) AS articles,
    (SELECT count(*) FROM entities) AS entities,
    (SELECT count(*) FROM entity_mentions) AS mentions,
    (SELECT count(*) FROM quotes) AS quotations

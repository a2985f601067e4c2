-- grain: the temporary candidates, one row a reason to take one key for another
-- key: (entity_key, to_key, evidence)
-- reason: two names of people may be one person's as far as the names go; whether they are, company tells

-- Company: every article that uses the one name shares somebody or something with an article that uses the other,
-- and none uses both as names of two.
INSERT INTO candidates
WITH open_pairs AS MATERIALIZED (
    FROM person_pairs WHERE need <> 'nothing' AND against = 0
),
named AS MATERIALIZED (
    SELECT entity_key, article_id FROM entity_links
    SEMI JOIN (SELECT entity_key FROM open_pairs UNION SELECT to_key FROM open_pairs) AS wanted USING (entity_key)
    WHERE sense IS NULL
),
beside AS (
    SELECT DISTINCT pairs.entity_key, pairs.to_key
    FROM open_pairs AS pairs
    JOIN named AS x ON x.entity_key = pairs.entity_key
    JOIN named AS y ON y.entity_key = pairs.to_key AND y.article_id = x.article_id
),
named_with AS MATERIALIZED (
    SELECT named.entity_key, named.article_id, other.entity_key AS company
    FROM (
        FROM named SEMI JOIN (
            SELECT entity_key FROM open_pairs WHERE need = 'company'
            UNION
            SELECT to_key FROM open_pairs WHERE need = 'company'
        ) AS wanted USING (entity_key)
    ) AS named
    JOIN entity_links AS other USING (article_id)
),
company AS MATERIALIZED (
    FROM named_with
    WHERE company <> entity_key AND (
        starts_with(company, 'thing:') OR (starts_with(company, 'person:') AND contains(company, ' '))
    )
),
shared AS (
    SELECT entity_key, to_key, count(DISTINCT article_id) AS articles
    FROM (FROM open_pairs WHERE need = 'company') AS pairs
    JOIN company AS own USING (entity_key)
    SEMI JOIN company AS others ON others.entity_key = pairs.to_key AND others.company = own.company
    GROUP BY entity_key, to_key
),
used AS (
    SELECT entity_key, count(DISTINCT article_id) AS articles FROM named GROUP BY entity_key
)
SELECT
    pairs.entity_key, pairs.to_key, pairs.weight,
    CASE
        WHEN need = 'nothing' OR against > 0 THEN against
        WHEN beside.to_key IS NOT NULL THEN weight
        WHEN need = 'apart' OR shared.articles = used.articles THEN against
        ELSE weight
    END,
    pairs.evidence
FROM person_pairs AS pairs
LEFT JOIN used USING (entity_key)
LEFT JOIN shared USING (entity_key, to_key)
LEFT JOIN beside USING (entity_key, to_key);

-- grain: one row for each outlet and country that its articles name
-- key: (publisher, country_code)
-- reason: which countries an outlet writes about; a people or nationality counts for its country
SELECT
    a.publisher, e.country_code,
    count(DISTINCT m.article_id) AS articles,
    count(*) AS mentions,
    list(DISTINCT m.text ORDER BY m.text) AS named_as
FROM entity_mentions AS m
JOIN articles AS a USING (article_id)
JOIN entities AS e USING (entity_id)
WHERE e.country_code IS NOT NULL
GROUP BY ALL

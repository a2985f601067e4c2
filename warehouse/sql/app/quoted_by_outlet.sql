-- grain: one row for each of the $count persons and bodies that $names quote most, and each of these outlets
-- key: (entity_id, publisher)
-- reason: whom outlets quote, side by side
WITH counted AS (
    SELECT
        q.speaker_entity_id AS entity_id, coalesce(a.publisher, a.publisher_host, '') AS publisher,
        count(*) AS quotations
    FROM quotes AS q JOIN articles AS a USING (article_id)
    WHERE q.speaker_entity_id IS NOT NULL
        AND list_contains($names::VARCHAR[], coalesce(a.publisher, a.publisher_host, ''))
    GROUP BY ALL
),
most AS (
    SELECT entity_id, sum(quotations) AS total
    FROM counted GROUP BY entity_id
    ORDER BY total DESC, entity_id LIMIT $count
)
SELECT m.entity_id, e.name, c.publisher, c.quotations
FROM most AS m
JOIN counted AS c USING (entity_id)
JOIN entities AS e USING (entity_id)
ORDER BY m.total DESC, e.name, m.entity_id, c.publisher

-- grain: one row for each person or body that is quoted and whose name holds $name, the most quoted first
-- key: entity_id
-- reason: whom one reads most of; also the list in which a person is looked up. Articles are counted for these alone.
WITH counted AS (
    SELECT speaker_entity_id AS entity_id, count(*) AS quotations
    FROM quotes
    WHERE speaker_entity_id IS NOT NULL
    GROUP BY speaker_entity_id
),
most AS (
    SELECT e.entity_id, e.name, e.label, e.mention_count, c.quotations
    FROM counted AS c JOIN entities AS e USING (entity_id)
    WHERE $name::VARCHAR IS NULL OR contains(lower(e.name), lower($name))
        OR len(list_filter(e.aliases, LAMBDA alias: contains(lower(alias), lower($name)))) > 0
    ORDER BY c.quotations DESC, e.name, e.entity_id
    LIMIT $count
)
SELECT m.entity_id, m.name, m.label, m.mention_count, m.quotations, count(DISTINCT q.article_id) AS articles
FROM most AS m JOIN quotes AS q ON q.speaker_entity_id = m.entity_id
GROUP BY ALL
ORDER BY m.quotations DESC, m.name, m.entity_id

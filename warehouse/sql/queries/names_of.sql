-- question: Under which names do articles mention this person, organisation or place?
-- group: people
-- picture: bar x=mentions y=form color=name
-- grain: one row for each form of the name
-- key: (entity_id, form)
-- reason: what to search for elsewhere, and whether two of a name were taken for one
-- $name = null: part of the name, in any case; whoever is mentioned most if null
-- $limit = 50: at most this many rows
WITH chosen AS (
    SELECT entity_id, name, label FROM entities
    WHERE name ILIKE '%' || coalesce($name::VARCHAR, '') || '%'
    ORDER BY mention_count DESC, name, entity_id LIMIT 1
)
SELECT
    c.name, c.label, m.text AS form, count(*) AS mentions, count(DISTINCT m.article_id) AS articles, c.entity_id
FROM entity_mentions AS m JOIN chosen AS c USING (entity_id)
GROUP BY ALL
ORDER BY mentions DESC, form
LIMIT $limit

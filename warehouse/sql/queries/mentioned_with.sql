-- question: Who and what is mentioned together with this entity?
-- group: attention
-- picture: bar x=articles y=other_name color=other_label
-- grain: one row for each other entity
-- key: other_entity_id
-- reason: whom a name appears with; lift separates what is particular to it from what appears everywhere
-- $name = null: part of the name, in any case; whoever is mentioned most if null
-- $limit = 30: at most this many rows
WITH chosen AS (
    SELECT entity_id FROM entities
    WHERE name ILIKE '%' || coalesce(
        $name, (SELECT name FROM entities ORDER BY mention_count DESC, name LIMIT 1)
    ) || '%'
    ORDER BY mention_count DESC, name LIMIT 1
),
pairs AS (
    SELECT entity_id, name, other_entity_id, other_name, other_label, articles, lift FROM co_mentions
    UNION ALL
    SELECT other_entity_id, other_name, entity_id, name, label, articles, lift FROM co_mentions
)
SELECT name, other_name, other_label, articles, lift, other_entity_id
FROM pairs SEMI JOIN chosen USING (entity_id)
ORDER BY articles DESC, lift DESC, other_name
LIMIT $limit

-- question: Which names may mean more than one person, organisation or place?
-- group: quality
-- picture: bar x=articles y=name color=may_be
-- grain: one row for each entity and another one that its name may mean
-- key: (entity_id, may_be_id, evidence)
-- reason: left open rather than guessed; a line in aliases.csv decides it
-- $limit = 50: at most this many rows
SELECT name, label, may_be, evidence, articles, entity_id, may_be_id
FROM ambiguous_entities
ORDER BY articles DESC, name, may_be, evidence, entity_id, may_be_id
LIMIT $limit

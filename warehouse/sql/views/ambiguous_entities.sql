-- grain: one row for each entity and another one that its name may also mean
-- key: (entity_id, may_be_id, evidence)
-- reason: what dateline leaves open rather than guesses: a surname of several people, initials, namesakes
SELECT
    e.entity_id, e.name, e.label, o.entity_id AS may_be_id, o.name AS may_be, r.evidence, max(r.weight) AS articles,
    e.article_count, e.first_seen_at, e.last_seen_at
FROM (SELECT DISTINCT entity_id, entity_key FROM entity_names) AS n
JOIN entity_rivals AS r USING (entity_key)
JOIN entity_homes AS h ON h.entity_key = r.other_key
JOIN entities AS o ON o.entity_id = md5(h.home_key)
JOIN entities AS e ON e.entity_id = n.entity_id
WHERE e.is_ambiguous
GROUP BY ALL

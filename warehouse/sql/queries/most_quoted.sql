-- question: Who is quoted most, and in how many outlets?
-- group: people
-- picture: bar x=direct,mixed,indirect y=speaker
-- grain: one row for each speaker
-- key: speaker_entity_id
-- reason: shows whose voice dominates; copies of one text do not count again
-- $label = null: only this kind, such as "PERSON" or "ORG"
-- $limit = 20: at most this many rows
WITH chosen AS (
    SELECT q.speaker_entity_id
    FROM quotes AS q ANTI JOIN (SELECT article_id FROM articles WHERE duplicate_of IS NOT NULL) USING (article_id)
    JOIN entities AS e ON e.entity_id = q.speaker_entity_id
    WHERE $label IS NULL OR e.label = $label
    GROUP BY q.speaker_entity_id, e.name
    ORDER BY count(*) DESC, e.name
    LIMIT $limit
)
-- Counting apart is dear: it is done for those shown alone.
SELECT
    e.name AS speaker, e.label, count(*) AS quotes, count(*) FILTER (q.quote_type = 'direct') AS direct,
    count(*) FILTER (q.quote_type = 'mixed') AS mixed, count(*) FILTER (q.quote_type = 'indirect') AS indirect,
    count(DISTINCT q.article_id) AS articles, count(DISTINCT a.publisher) AS outlets, q.speaker_entity_id
FROM quotes AS q SEMI JOIN chosen USING (speaker_entity_id)
JOIN articles AS a USING (article_id)
JOIN entities AS e ON e.entity_id = q.speaker_entity_id
WHERE a.duplicate_of IS NULL
GROUP BY e.name, e.label, q.speaker_entity_id
ORDER BY quotes DESC, speaker

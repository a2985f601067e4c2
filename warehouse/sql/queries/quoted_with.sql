-- question: Who is quoted together with this person or organisation?
-- group: people
-- picture: bar x=articles y=other_speaker
-- grain: one row for each other speaker
-- key: speaker_entity_id
-- reason: whose word stands beside whose; copies of one text do not count again
-- $name = null: part of the name, in any case; whoever is quoted most if null
-- $limit = 30: at most this many rows
WITH chosen AS (
    SELECT speaker_entity_id FROM quotes
    WHERE speaker_entity_id IS NOT NULL AND speaker_name ILIKE '%' || coalesce($name::VARCHAR, '') || '%'
    GROUP BY speaker_entity_id
    ORDER BY count(*) DESC, speaker_entity_id LIMIT 1
),
heard AS (
    SELECT DISTINCT q.article_id
    FROM quotes AS q SEMI JOIN chosen USING (speaker_entity_id)
    JOIN articles AS a USING (article_id)
    WHERE a.duplicate_of IS NULL
)
SELECT
    any_value(q.speaker_name) AS other_speaker, count(DISTINCT q.article_id) AS articles, count(*) AS quotes,
    q.speaker_entity_id
FROM quotes AS q SEMI JOIN heard USING (article_id)
WHERE q.speaker_entity_id <> (SELECT speaker_entity_id FROM chosen)
GROUP BY q.speaker_entity_id
ORDER BY articles DESC, quotes DESC, other_speaker
LIMIT $limit

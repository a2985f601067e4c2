-- grain: one row for each outlet and entity that it quotes
-- key: (publisher, speaker_entity_id)
-- reason: whom each outlet quotes; share is of the outlet's quotations with a known source
SELECT
    a.publisher, q.speaker_entity_id, e.name AS speaker, e.label,
    count(*) AS quotes,
    count(DISTINCT q.article_id) AS articles,
    round(count(*) / sum(count(*)) OVER (PARTITION BY a.publisher), 4) AS share
FROM quotes AS q
JOIN articles AS a USING (article_id)
JOIN entities AS e ON e.entity_id = q.speaker_entity_id
GROUP BY a.publisher, q.speaker_entity_id, e.name, e.label

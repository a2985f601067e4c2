-- grain: one row for each outlet that quotes the entity $id
-- key: publisher
-- reason: who lets this person speak
SELECT coalesce(a.publisher, a.publisher_host) AS publisher, count(*) AS quotations
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE q.speaker_entity_id = $id AND coalesce(a.publisher, a.publisher_host) IS NOT NULL
GROUP BY ALL
ORDER BY quotations DESC, publisher
LIMIT $count

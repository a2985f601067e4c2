-- grain: entity_mentions and quotes, one row for each of theirs
-- key: mention_id; quote_id
-- reason: which real-world entity is meant, carried from the entities of the article to their mentions and words;
-- a speaker whom no entity stands for keeps the name that the article gives
UPDATE entity_mentions SET entity_id = linked.entity_id
FROM (
    SELECT m.mention_id, l.entity_id
    FROM entity_mentions AS m LEFT JOIN entity_links AS l USING (article_entity_id)
    WHERE m.entity_id IS DISTINCT FROM l.entity_id
) AS linked
WHERE entity_mentions.mention_id = linked.mention_id;

UPDATE quotes SET speaker_entity_id = linked.entity_id, speaker_name = linked.name
FROM (
    SELECT q.quote_id, l.entity_id, coalesce(e.name, q.speaker_name_in_article) AS name
    FROM quotes AS q
    LEFT JOIN entity_links AS l ON l.article_entity_id = q.speaker_article_entity_id
    LEFT JOIN entities AS e USING (entity_id)
    WHERE (q.speaker_entity_id, q.speaker_name) IS DISTINCT FROM (l.entity_id, coalesce(e.name, q.speaker_name_in_article))
) AS linked
WHERE quotes.quote_id = linked.quote_id

-- grain: entity_mentions and quotes, one row each
-- key: mention_id; quote_id
-- reason: mentions and quotations carry the entity of their article's entity; a speaker whom no entity stands for keeps
-- the name that the article gives

UPDATE entity_mentions SET entity_id = assigned.entity_id
FROM (FROM assigned_claims WHERE old_id <> '') AS assigned
WHERE entity_mentions.article_entity_id = assigned.article_entity_id
    AND entity_mentions.entity_id IS DISTINCT FROM assigned.entity_id;

UPDATE entity_mentions SET entity_id = assigned.entity_id
FROM (
    SELECT mentions.rowid AS row_no, present.entity_id
    FROM entity_mentions AS mentions
    SEMI JOIN changed_mention_rows AS came ON came.row_no = mentions.rowid
    JOIN assigned_claims AS present USING (article_entity_id)
) AS assigned
WHERE entity_mentions.rowid = assigned.row_no AND entity_mentions.entity_id IS DISTINCT FROM assigned.entity_id;

UPDATE quotes SET speaker_entity_id = linked.entity_id, speaker_name = linked.name
FROM (
    SELECT q.quote_id, l.entity_id, coalesce(e.name, q.speaker_name_in_article) AS name
    FROM (
        FROM quotes
        WHERE article_id IN (SELECT article_id FROM changed_articles)
            OR speaker_article_entity_id IN (SELECT article_entity_id FROM assigned_claims)
            OR speaker_entity_id IN (SELECT entity_id FROM renamed_entities)
    ) AS q
    LEFT JOIN entity_links AS l ON l.article_entity_id = q.speaker_article_entity_id
    LEFT JOIN entities AS e USING (entity_id)
    WHERE (q.speaker_entity_id, q.speaker_name)
        IS DISTINCT FROM (l.entity_id, coalesce(e.name, q.speaker_name_in_article))
) AS linked
WHERE quotes.quote_id = linked.quote_id;

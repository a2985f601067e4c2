-- grain: one row for each quotation, with the words around each of its parts
-- key: quote_id
-- reason: W3C Web Annotations select by position and by the words themselves with 32 characters on either side
SELECT
    q.quote_id, q.quote_type, q.speaker_name, q.speaker_text, e.wikidata_id, a.article_id, a.url, a.text_sha256,
    a.seen_at,
    list_transform(q.spans, LAMBDA part: {
        'start': part.start_char, 'end': part.end_char,
        'exact': a.text[part.start_char + 1 : part.end_char],
        'prefix': a.text[greatest(part.start_char - 31, 1) : part.start_char],
        'suffix': a.text[part.end_char + 1 : part.end_char + 32]
    }) AS parts
FROM quotes AS q
JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN entities AS e ON e.entity_id = q.speaker_entity_id
ORDER BY q.article_id, q.start_char, q.quote_id

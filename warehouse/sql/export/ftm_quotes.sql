-- grain: one row for each quotation
-- key: quote_id
-- reason: quotations as FollowTheMoney's Note, on the article and, where a person or organisation is known, the speaker
SELECT
    q.quote_id, q.article_id, q.text, q.quote_type, q.speaker_text, q.speaker_name, a.url,
    if(e.label IN ('PERSON', 'ORG'), e.entity_id, NULL) AS speaker_id
FROM quotes AS q
JOIN articles AS a ON a.article_id = q.article_id
LEFT JOIN entities AS e ON e.entity_id = q.speaker_entity_id
ORDER BY q.article_id, q.start_char, q.quote_id

-- grain: one row for each quotation that is to be grouped anew
-- key: quote_id
-- reason: what changed, and all that is of one thing said with it, before or now
WITH RECURSIVE reached AS (
    SELECT quote_id FROM utterance_changes
    UNION
    SELECT quote_id FROM utterance_members
    WHERE utterance_id IN (SELECT utterance_id FROM utterance_members SEMI JOIN utterance_changes USING (quote_id))
    UNION
    SELECT if(p.left_id = r.quote_id, p.right_id, p.left_id)
    FROM reached AS r JOIN utterance_pairs AS p ON r.quote_id IN (p.left_id, p.right_id)
)
SELECT quote_id, words, is_indirect, speaker_entity_id, place
FROM utterance_readings SEMI JOIN reached USING (quote_id)
ORDER BY quote_id

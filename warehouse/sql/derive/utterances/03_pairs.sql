-- grain: utterance_candidates, one row for two quotations that may be of one thing said
-- key: (left_id, right_id)
-- reason: which of them are is decided by alignment, outside SQL. Two stems and a speaker, or three words in a row, are
-- reason enough to look
DELETE FROM utterance_pairs
WHERE left_id IN (SELECT quote_id FROM utterance_changes) OR right_id IN (SELECT quote_id FROM utterance_changes);

CREATE OR REPLACE TEMP TABLE utterance_candidates AS
WITH met AS (
    SELECT least(c.quote_id, o.quote_id) AS left_id, greatest(c.quote_id, o.quote_id) AS right_id, c.key
    FROM (FROM utterance_keys SEMI JOIN utterance_changes USING (quote_id)) AS c
    JOIN utterance_keys AS o USING (key)
    WHERE c.quote_id <> o.quote_id
)
SELECT m.left_id, m.right_id, l.words AS left_words, r.words AS right_words,
    l.is_indirect AS left_indirect, r.is_indirect AS right_indirect,
    l.speaker_entity_id AS left_speaker, r.speaker_entity_id AS right_speaker,
    abs(l.place[4] - r.place[4]) / 86400e6 AS days
FROM (
    SELECT left_id, right_id FROM met GROUP BY ALL
) AS m
JOIN utterance_readings AS l ON l.quote_id = m.left_id
JOIN utterance_readings AS r ON r.quote_id = m.right_id
WHERE abs(l.place[4] - r.place[4]) <= 30 * 86400e6 OR l.words = r.words OR least(len(l.words), len(r.words)) >= 40;

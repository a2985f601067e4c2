-- question: Whose words are reported with doubt ("claimed"), and whose with trust?
-- group: people
-- picture: bar x=neutral,assertive,doubting,promising y=speaker
-- grain: one row for each speaker
-- key: speaker_entity_id
-- reason: the reporting verb carries the reporter's stance
-- $quotes = 1: speakers with at least this many quotations that have a cue
-- $limit = 50: at most this many rows
SELECT
    speaker_name AS speaker,
    count(*) AS quotes,
    count(*) FILTER (cue_class = 'neutral') AS neutral,
    count(*) FILTER (cue_class = 'assertive') AS assertive,
    count(*) FILTER (cue_class = 'doubting') AS doubting,
    count(*) FILTER (cue_class = 'promising') AS promising,
    list(DISTINCT lower(cue_text) ORDER BY lower(cue_text)) AS cues,
    speaker_entity_id
FROM quotes
WHERE speaker_entity_id IS NOT NULL AND cue_text IS NOT NULL
GROUP BY speaker_name, speaker_entity_id
HAVING count(*) >= $quotes
ORDER BY doubting / count(*) DESC, quotes DESC, speaker
LIMIT $limit

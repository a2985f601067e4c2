-- question: Whom does each outlet quote most?
-- group: people
-- picture: heat x=publisher y=speaker color=quotes
-- grain: one row for each outlet and speaker
-- key: (publisher, speaker_entity_id)
-- reason: whose voice an outlet carries; share is of its quotations with a known speaker
-- $outlet = "": part of the outlet's name, in any case; every outlet if empty
-- $each = 3: speakers of one outlet
-- $limit = 100: at most this many rows
SELECT publisher, speaker, quotes, articles, share, speaker_entity_id
FROM speakers_by_outlet
WHERE publisher ILIKE '%' || $outlet || '%'
QUALIFY row_number() OVER (PARTITION BY publisher ORDER BY quotes DESC, speaker, speaker_entity_id) <= $each
ORDER BY publisher, quotes DESC, speaker, speaker_entity_id
LIMIT $limit

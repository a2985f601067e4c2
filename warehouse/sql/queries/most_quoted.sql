-- question: Who is quoted most, and in how many outlets?
-- group: people
-- picture: bar x=direct,mixed,indirect y=speaker
-- grain: one row for each speaker
-- key: speaker_entity_id
-- reason: shows whose voice dominates; copies of one text do not count again
-- $label = null: only this kind, such as "PERSON" or "ORG"
-- $limit = 20: at most this many rows
SELECT speaker, label, quotes, direct, mixed, indirect, articles, outlets, speaker_entity_id
FROM quotes_by_speaker
WHERE $label IS NULL OR label = $label
ORDER BY quotes DESC, speaker
LIMIT $limit

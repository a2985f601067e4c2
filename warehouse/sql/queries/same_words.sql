-- question: Which words were printed again elsewhere, and who had them first?
-- group: utterances
-- picture: bar x=articles y=words color=first_publisher
-- grain: one row for each wording
-- key: words_key
-- reason: the path of a quotation through the press
-- $outlets = 1: printed by at least this many outlets
-- $limit = 50: at most this many rows
SELECT words, speaker, first_publisher, first_said_at, articles, outlets, last_said_at, is_disputed
FROM first_said
WHERE outlets >= $outlets
ORDER BY articles DESC, first_said_at, words
LIMIT $limit

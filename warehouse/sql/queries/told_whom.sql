-- question: Which outlets and persons do people talk to?
-- group: people
-- picture: heat x=told_to y=speaker color=quotes
-- grain: one row for each listener and speaker
-- key: (told_to, speaker)
-- reason: exclusives, and whom people prefer to talk to
-- $limit = 50: at most this many rows
SELECT told_to, speaker, count(*) AS quotes, count(DISTINCT article_id) AS articles
FROM who_said_what
WHERE told_to IS NOT NULL
GROUP BY told_to, speaker
ORDER BY quotes DESC, told_to, speaker
LIMIT $limit

-- question: To whom do people talk, by name of the outlet or person told?
-- grain: one row for each one told and speaker
-- key: (told_to, speaker)
-- reason: exclusives and favourite ears
-- $limit = 50: at most so many
SELECT told_to, speaker, count(*) AS quotes, count(DISTINCT article_id) AS articles
FROM who_said_what
WHERE told_to IS NOT NULL
GROUP BY told_to, speaker
ORDER BY quotes DESC, told_to, speaker
LIMIT $limit

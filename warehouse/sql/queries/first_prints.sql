-- question: How often does an outlet print a statement first that others print, too?
-- group: utterances
-- picture: bar x=first,later y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: who gets people to speak, and who takes the words over
-- $limit = 50: at most this many rows
WITH printed AS (
    SELECT
        m.utterance_id, coalesce(a.publisher, a.publisher_host) AS publisher, bool_or(m.change = 'first') AS is_first
    FROM utterances AS u
    JOIN utterance_members AS m USING (utterance_id)
    JOIN quotes AS q USING (quote_id)
    JOIN articles AS a USING (article_id)
    WHERE u.publisher_count > 1
    GROUP BY ALL
)
SELECT
    publisher, count(*) FILTER (is_first) AS first, count(*) FILTER (NOT is_first) AS later,
    round(count(*) FILTER (is_first) / count(*), 3) AS first_share
FROM printed
WHERE publisher IS NOT NULL
GROUP BY publisher
ORDER BY first DESC, first_share DESC, publisher
LIMIT $limit

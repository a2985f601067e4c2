-- question: In which outlets does the text leave open who speaks?
-- group: quality
-- picture: bar x=known,unnamed,open y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: what counts of speakers leave out, and where
-- $limit = 50: at most this many rows
SELECT
    a.publisher, count(*) AS quotes, count(*) FILTER (q.speaker_entity_id IS NOT NULL) AS known,
    count(*) FILTER (q.speaker_entity_id IS NULL AND q.speaker_kind IN ('described', 'anonymous')) AS unnamed,
    count(*) - known - unnamed AS open, round(avg(q.confidence), 2) AS confidence
FROM quotes AS q JOIN articles AS a USING (article_id)
GROUP BY a.publisher
ORDER BY open / count(*) DESC, quotes DESC, a.publisher
LIMIT $limit

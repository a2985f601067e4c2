-- question: How much does each outlet rely on sources that it does not name?
-- group: sources
-- picture: bar x=anonymous,described y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: sourcing habits, side by side
SELECT
    publisher,
    count(*) AS quotes,
    count(*) FILTER (speaker_kind = 'anonymous') AS anonymous,
    count(*) FILTER (speaker_kind = 'described') AS described,
    round(count(*) FILTER (speaker_kind IN ('anonymous', 'described')) / count(*), 3) AS unnamed_share
FROM who_said_what
GROUP BY publisher
ORDER BY unnamed_share DESC, publisher

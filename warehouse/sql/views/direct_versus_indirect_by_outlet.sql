-- grain: one row for each outlet with quotations
-- key: publisher
-- reason: whether an outlet lets people speak, or speaks for them
SELECT
    a.publisher,
    count(*) AS quotes,
    count(*) FILTER (q.quote_type = 'direct') AS direct,
    count(*) FILTER (q.quote_type = 'mixed') AS mixed,
    count(*) FILTER (q.quote_type = 'indirect') AS indirect,
    round(count(*) FILTER (q.quote_type = 'direct') / count(*), 3) AS direct_share,
    round(count(*) / count(DISTINCT q.article_id), 2) AS quotes_an_article,
    round(count(*) FILTER (q.speaker_kind IN ('anonymous', 'described')) / count(*), 3) AS unnamed_share
FROM quotes AS q JOIN articles AS a USING (article_id)
GROUP BY a.publisher

-- question: Who uses these words, how often, and since when?
-- group: search
-- picture: bar x=quotes y=speaker
-- grain: one row for each speaker
-- key: speaker
-- reason: how a term makes its way from mouth to mouth
-- $words = "ferry": what to look for, as in find_quotations
-- $limit = 30: at most this many rows
SELECT
    d.speaker, count(*) AS quotes, count(DISTINCT d.article_id) AS articles, count(DISTINCT d.publisher) AS outlets,
    min(d.published_at) AS first_said_at, max(d.published_at) AS last_said_at
FROM search_hits($words, 'quotation', 4, 4) AS h JOIN search_documents AS d USING (document_no)
WHERE d.speaker IS NOT NULL
GROUP BY d.speaker
ORDER BY quotes DESC, d.speaker
LIMIT $limit

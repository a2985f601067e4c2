-- grain: one row for each article in which quotations were looked for
-- key: article_id
-- reason: whether a report relies on one voice or on many; entropy is 0 for one source and grows with their number
WITH voices AS (
    SELECT article_id, coalesce(speaker_entity_id, lower(speaker_text), 'unattributed') AS source, count(*) AS quotes,
        bool_or(speaker_kind IN ('anonymous', 'described')) AS is_unnamed
    FROM quotes GROUP BY ALL
),
shares AS (
    SELECT *, quotes / sum(quotes) OVER (PARTITION BY article_id) AS share FROM voices
)
SELECT
    a.article_id, a.publisher, a.title, a.published_at,
    coalesce(sum(s.quotes), 0)::BIGINT AS quotes,
    count(s.source) AS sources,
    count(s.source) FILTER (s.is_unnamed) AS unnamed_sources,
    round(max(s.share), 3) AS largest_share,
    round(coalesce(-sum(s.share * log2(s.share)), 0), 3) + 0 AS entropy
FROM articles AS a LEFT JOIN shares AS s USING (article_id)
WHERE a.nlp_model IS NOT NULL
GROUP BY ALL

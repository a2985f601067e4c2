-- grain: one row for each outlet, those with most quotations first; only $names where any are given
-- key: publisher
-- reason: outlets side by side: how much, how directly, by how many unnamed, how much of it copied
WITH printed AS (
    SELECT
        article_id, coalesce(publisher, publisher_host, '') AS publisher, word_count, duplicate_of, story_id
    FROM articles
),
articles_of AS (
    SELECT
        publisher, count(*) AS articles, count(duplicate_of) AS copies, median(word_count) AS median_words
    FROM printed GROUP BY publisher
),
quotes_of AS (
    SELECT
        a.publisher,
        count(*) AS quotations,
        count(*) FILTER (q.quote_type = 'direct') AS direct,
        count(*) FILTER (q.quote_type = 'mixed') AS mixed,
        count(*) FILTER (q.quote_type = 'indirect') AS indirect,
        count(*) FILTER (q.speaker_kind IN ('anonymous', 'described')) AS unnamed,
        count(*) FILTER (q.speaker_kind = 'unresolved') AS unresolved,
        approx_count_distinct(q.speaker_entity_id) AS speakers
    FROM quotes AS q JOIN printed AS a USING (article_id) GROUP BY a.publisher
),
firsts_of AS (
    SELECT a.publisher, count(*) AS firsts
    FROM stories AS s JOIN printed AS a ON a.article_id = s.first_article_id
    WHERE s.publisher_count > 1
    GROUP BY a.publisher
)
SELECT
    o.publisher, o.articles, o.copies, o.median_words, coalesce(f.firsts, 0) AS firsts,
    coalesce(q.quotations, 0) AS quotations, coalesce(q.direct, 0) AS direct, coalesce(q.mixed, 0) AS mixed,
    coalesce(q.indirect, 0) AS indirect, coalesce(q.unnamed, 0) AS unnamed, coalesce(q.unresolved, 0) AS unresolved,
    coalesce(q.speakers, 0) AS speakers
FROM articles_of AS o
LEFT JOIN quotes_of AS q USING (publisher)
LEFT JOIN firsts_of AS f USING (publisher)
WHERE len($names::VARCHAR[]) = 0 OR list_contains($names::VARCHAR[], o.publisher)
ORDER BY quotations DESC, o.articles DESC, o.publisher
LIMIT $count

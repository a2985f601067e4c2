-- grain: a table macro: one row for each article with the words, best first
-- key: article_id
-- reason: full text over titles, texts and names: SELECT * FROM search_articles('ferry "not before friday"')
-- The filters take part of a name, or the first and last day; `type` is that of a quotation in the article.
CREATE OR REPLACE MACRO search_articles(
    words, speaker := NULL, publisher := NULL, since := NULL, until := NULL, type := NULL, most := 1000,
    before := '', after := ''
) AS TABLE
WITH best AS (
    SELECT h.score, d.rowid AS place
    FROM search_hits(words, 'article', 1, 3) AS h JOIN search_documents AS d USING (document_no)
    WHERE (publisher IS NULL OR contains(strip_accents(lower(d.publisher)), strip_accents(lower(publisher))))
        AND (since IS NULL OR epoch_us(d.published_at) >= epoch_us(since::DATE))
        AND (until IS NULL OR epoch_us(d.published_at) < epoch_us(until::DATE + 1))
        AND ((speaker IS NULL AND type IS NULL) OR d.article_id IN (
            SELECT q.article_id FROM search_documents AS q
            WHERE (speaker IS NOT NULL OR type IS NOT NULL) AND q.kind = 'quotation'
                AND (type IS NULL OR q.quote_type = type)
                AND (speaker IS NULL OR contains(strip_accents(lower(q.speaker)), strip_accents(lower(speaker))))
        ))
    ORDER BY h.score DESC, d.published_at DESC NULLS LAST, d.document_no
    LIMIT most
),
-- What is shown is read by place: joined by article_id, the bodies of all articles would be read.
places AS MATERIALIZED (
    SELECT b.score, a.rowid AS place
    FROM best AS b JOIN search_documents AS d ON d.rowid = b.place JOIN articles AS a ON a.article_id = d.row_id
),
found AS (SELECT list(DISTINCT word) AS found FROM search_query(words) WHERE NOT is_excluded)
SELECT
    b.score, search_snippet(a.text, f.found, before, after) AS snippet, a.article_id, a.title,
    coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at
FROM places AS b JOIN articles AS a ON a.rowid = b.place CROSS JOIN found AS f
ORDER BY b.score DESC, a.duplicate_of IS NOT NULL, a.published_at DESC NULLS LAST, a.article_id;

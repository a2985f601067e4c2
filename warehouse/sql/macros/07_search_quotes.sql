-- grain: a table macro: one row for each quotation with the words, best first
-- key: quote_id
-- reason: full text over quotations and the names of their speakers: SELECT * FROM search_quotes('ferry')
-- The filters take part of a name, or the first and last day; `type` is direct, indirect or mixed. Of one score the
-- first print comes first.
CREATE OR REPLACE MACRO search_quotes(
    words, speaker := NULL, publisher := NULL, since := NULL, until := NULL, type := NULL, most := 1000,
    before := '', after := ''
) AS TABLE
WITH best AS (
    SELECT h.score, d.published_at, d.document_no, d.rowid AS place
    FROM search_hits(words, 'quotation', 4, 5) AS h JOIN search_documents AS d USING (document_no)
    WHERE (publisher IS NULL OR contains(strip_accents(lower(d.publisher)), strip_accents(lower(publisher))))
        AND (since IS NULL OR epoch_us(d.published_at) >= epoch_us(since::DATE))
        AND (until IS NULL OR epoch_us(d.published_at) < epoch_us(until::DATE + 1))
        AND (speaker IS NULL OR contains(strip_accents(lower(d.speaker)), strip_accents(lower(speaker))))
        AND (type IS NULL OR d.quote_type = type)
    ORDER BY h.score DESC, d.published_at, d.document_no
    LIMIT most
),
found AS (SELECT list(DISTINCT word) AS found FROM search_query(words) WHERE NOT is_excluded)
-- What is shown is read by place: joined by number, the words of all quotations would be read.
SELECT
    b.score, search_snippet(d.content, f.found, before, after) AS snippet, d.row_id AS quote_id, d.speaker AS speaker,
    d.publisher AS publisher, d.published_at, d.article_id
FROM best AS b JOIN search_documents AS d ON d.rowid = b.place CROSS JOIN found AS f
ORDER BY b.score DESC, d.published_at, d.document_no;

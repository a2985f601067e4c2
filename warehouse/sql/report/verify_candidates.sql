-- grain: one row for each quotation that may be the one asked about
-- key: quote_id
-- reason: those that have all the words in a row, and those that have most of its rarer words; which it is, is decided
-- by alignment, outside SQL
WITH candidates AS (
    (
        SELECT document_no FROM search_hits($phrases, 'quotation', 4, 4) ORDER BY score DESC, document_no LIMIT 500
    )
    UNION
    (
        SELECT document_no FROM search_hits($words, 'quotation', 4, 4) ORDER BY score DESC, document_no LIMIT 100
    )
),
places AS MATERIALIZED (
    SELECT d.rowid AS place FROM candidates JOIN search_documents AS d USING (document_no)
)
SELECT d.row_id AS quote_id, d.content AS text
FROM places AS p JOIN search_documents AS d ON d.rowid = p.place
ORDER BY quote_id

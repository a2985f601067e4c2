-- grain: one row for each quotation whose parts are out of order, empty or overlap
-- key: row_id
-- reason: catches parts joined in the wrong order, and start_char and end_char that are not the outermost
SELECT 'quotes' AS table_name, quote_id AS row_id, article_id, document_id,
    start_char || '-' || end_char || ': ' || spans::VARCHAR AS value
FROM quotes
WHERE spans IS NULL OR len(spans) = 0
    OR spans[1].start_char <> start_char OR spans[-1].end_char <> end_char
    OR len([s FOR s IN spans IF (s.start_char < 0 OR s.start_char >= s.end_char) IS NOT FALSE]) > 0
    OR len([i FOR i IN range(1, len(spans)) IF spans[i].end_char > spans[i + 1].start_char]) > 0

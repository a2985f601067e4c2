-- grain: one row for each quotation whose parts are out of order, empty or overlap
-- key: quote_id
-- reason: catches parts joined in the wrong order, and start_char and end_char that are not the outermost
SELECT quote_id, start_char, end_char, spans
FROM quotes
WHERE len(spans) = 0
    OR spans[1].start_char <> start_char OR spans[-1].end_char <> end_char
    OR len([s FOR s IN spans IF s.start_char < 0 OR s.start_char >= s.end_char]) > 0
    OR len([i FOR i IN range(1, len(spans)) IF spans[i].end_char > spans[i + 1].start_char]) > 0

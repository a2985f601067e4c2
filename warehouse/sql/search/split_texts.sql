-- grain: search_tokens_found, one row for each word of a portion of the texts
-- key: (document_no, part, position)
-- reason: a portion of the texts at a time, so that memory is bounded
CREATE OR REPLACE TEMP TABLE search_tokens_found AS
SELECT document_no, part, unnest(tokens) AS word, generate_subscripts(tokens, 1)::INTEGER AS position,
    len(tokens) AS length
FROM (
    SELECT document_no, part, search_tokens(content) AS tokens
    FROM search_texts WHERE text_no > $first AND text_no <= $last
)

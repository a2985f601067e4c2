-- grain: one row for each row with a span that does not give its own words back
-- key: (table_name, row_id)
-- reason: catches offsets that count bytes or graphemes, and rows left beside another version's text. Finding a
-- place in a text takes as long as the text before it, so of texts beyond 200,000 characters one row in fifty is read
-- back, and where there are more than a million mentions only a share of all, so that the check takes seconds.
WITH sample AS (SELECT greatest(1, count(*) // 500000) AS one_in FROM entity_mentions),
spans AS (
    SELECT 'entity_mentions' AS table_name, mention_id AS row_id, article_id, document_id, field, text AS words,
        start_char::BIGINT AS start_char, end_char
    FROM entity_mentions
    UNION ALL
    SELECT 'entity_roles', role_id, article_id, document_id, 'text', role, start_char, end_char FROM entity_roles
    UNION ALL
    SELECT 'quotes', quote_id, article_id, document_id, 'text', speaker_text, speaker_start, speaker_end
    FROM quotes WHERE speaker_text IS NOT NULL OR speaker_start IS NOT NULL OR speaker_end IS NOT NULL
    UNION ALL
    SELECT 'quotes', quote_id, article_id, document_id, 'text', cue_text, cue_start, cue_end
    FROM quotes WHERE cue_text IS NOT NULL OR cue_start IS NOT NULL OR cue_end IS NOT NULL
),
read_back AS (
    SELECT s.table_name, s.row_id, s.article_id, s.document_id, s.words,
        start_char < 0 OR start_char >= end_char AS is_empty,
        if(s.field = 'title', a.title, a.text)[s.start_char + 1 : s.end_char] AS found
    FROM spans AS s JOIN articles AS a USING (article_id, document_id), sample
    WHERE hash(s.row_id) % if(length(a.text) > 200000, 50 * one_in, one_in) = 0
    UNION ALL
    SELECT 'quotes', q.quote_id, q.article_id, q.document_id, q.text, false,
        list_aggregate([a.text[s.start_char::BIGINT + 1 : s.end_char] FOR s IN q.spans], 'string_agg', ' ')
    FROM quotes AS q JOIN articles AS a USING (article_id, document_id), sample
    WHERE hash(q.quote_id) % if(length(a.text) > 200000, 50 * one_in, one_in) = 0
)
SELECT table_name, row_id, article_id, document_id, min(words) AS value
FROM read_back WHERE found IS DISTINCT FROM words OR words = '' OR is_empty
GROUP BY ALL

-- grain: one row for each span that does not give its own words back
-- key: (table_name, row_id, what)
-- reason: catches offsets that count bytes or graphemes, and rows left beside another version's text. Finding a
-- place in a text takes as long as the text before it, so of texts beyond 200,000 characters one row in fifty is read
-- back, and where there are more than a million mentions only a share of all, so that the check stays a matter of seconds.
WITH sample AS (SELECT greatest(1, count(*) // 500000) AS one_in FROM entity_mentions),
spans AS (
    SELECT 'entity_mentions' AS table_name, mention_id AS row_id, 'text' AS what, article_id, field, text AS words,
        start_char, end_char
    FROM entity_mentions
    UNION ALL
    SELECT 'entity_roles', role_id, 'role', article_id, 'text', role, start_char, end_char FROM entity_roles
    UNION ALL
    SELECT 'quotes', quote_id, 'speaker_text', article_id, 'text', speaker_text, speaker_start, speaker_end
    FROM quotes WHERE speaker_text IS NOT NULL OR speaker_start IS NOT NULL OR speaker_end IS NOT NULL
    UNION ALL
    SELECT 'quotes', quote_id, 'cue_text', article_id, 'text', cue_text, cue_start, cue_end
    FROM quotes WHERE cue_text IS NOT NULL OR cue_start IS NOT NULL OR cue_end IS NOT NULL
),
read_back AS (
    SELECT s.* EXCLUDE (article_id, field), if(s.field = 'title', a.title, a.text)[s.start_char + 1 : s.end_char] AS found
    FROM spans AS s JOIN articles AS a USING (article_id), sample
    WHERE hash(s.row_id) % if(length(a.text) > 200000, 50 * one_in, one_in) = 0
    UNION ALL
    SELECT 'quotes', q.quote_id, 'text', q.text, q.start_char, q.end_char,
        list_aggregate([a.text[s.start_char + 1 : s.end_char] FOR s IN q.spans], 'string_agg', ' ')
    FROM quotes AS q JOIN articles AS a USING (article_id), sample
    WHERE hash(q.quote_id) % if(length(a.text) > 200000, 50 * one_in, one_in) = 0
)
FROM read_back WHERE found IS DISTINCT FROM words OR words = ''

-- grain: a table macro: one row for each word of the index that a word of what was typed may mean
-- key: (part_no, place, word_no)
-- reason: "words in marks" stand in a row and must be there, -word must not, begin* is any word with that beginning;
-- all else is wished for, in any form. A word that falls apart (half-time, Han characters) means its pieces in a row.
-- The first 64 words count. `is_required` and `is_excluded` are of the whole part; word_no is null of a word that no
-- text has. Words in more than 20,000 texts and a twentieth of all are left out where rarer ones are asked for.
CREATE OR REPLACE MACRO search_query(typed) AS TABLE
WITH found AS (
    SELECT regexp_extract_all(
        regexp_replace(left(typed, 20000), '[“”„‟«»＂]', '"', 'g'), '-?"[^"]*"|[^\s"]+'
    )[: 64] AS parts
),
parts AS (SELECT unnest(parts) AS part, generate_subscripts(parts, 1) - 1 AS part_no FROM found),
split AS (
    SELECT
        part_no, contains(part, '"') AS is_quoted, starts_with(part, '-') AS is_excluded,
        ends_with(part, '*') AS is_open, search_tokens(regexp_replace(part, '[''’]s$', '')) AS tokens
    FROM parts
),
-- The last character of a run without spaces stands alone in the index, but here more may follow it.
mended AS (
    SELECT
        * EXCLUDE (tokens, is_open),
        if(len(tokens) > 1 AND length(tokens[-1]) = 1 AND length(tokens[-2]) = 2 AND ends_with(tokens[-2], tokens[-1])
            AND unicode(tokens[-1]) >= 3584, tokens[: -2], tokens) AS tokens,
        is_open OR (len(tokens) = 1 AND length(tokens[1]) = 1 AND unicode(tokens[1]) >= 3584) AS is_open
    FROM split
),
tokens AS (
    SELECT
        part_no, is_quoted AND NOT is_excluded AS is_required, is_excluded, is_quoted, len(tokens) AS part_length,
        unnest(tokens) AS token, generate_subscripts(tokens, 1) AS place, is_open AND place = len(tokens) AS is_prefix
    FROM mended
),
meant AS (
    SELECT t.part_no, t.place, w.word_no, w.word, w.article_count, w.quote_count, 1.0 AS closeness
    FROM tokens AS t JOIN search_words AS w ON w.word = t.token
    WHERE NOT t.is_prefix
    UNION ALL
    SELECT t.part_no, t.place, w.word_no, w.word, w.article_count, w.quote_count, 0.8
    FROM tokens AS t JOIN search_words AS w ON w.stem = search_stem(t.token)
    WHERE NOT t.is_prefix AND NOT t.is_quoted AND t.part_length = 1 AND w.word <> t.token
    UNION ALL
    (
        SELECT t.part_no, t.place, w.word_no, w.word, w.article_count, w.quote_count, 1.0
        FROM tokens AS t JOIN search_words AS w ON starts_with(w.word, t.token)
        WHERE t.is_prefix
        QUALIFY row_number() OVER (
            PARTITION BY t.part_no, t.place ORDER BY w.article_count + w.quote_count DESC, w.word
        ) <= 1000
    )
)
SELECT
    t.part_no, t.place, t.part_length, t.is_required, t.is_excluded, m.word_no, m.word, m.article_count, m.quote_count,
    m.closeness
FROM tokens AS t LEFT JOIN meant AS m USING (part_no, place);

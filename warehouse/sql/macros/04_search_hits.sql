-- grain: a table macro: one row for each document that has what was typed
-- key: document_no
-- reason: BM25 (Robertson and Zaragoza 2009), fields added up, times the share of what was typed that is there;
-- `first_part` to `last_part` say which fields: see search_postings
CREATE OR REPLACE MACRO search_hits(typed, kind, first_part, last_part) AS TABLE
WITH asked AS (
    SELECT *, if(kind = 'article', article_count, quote_count) AS text_count
    FROM search_query(typed)
),
size AS (SELECT greatest(count(*), 1) AS document_count FROM search_documents AS d WHERE d.kind = kind),
weighed AS (
    SELECT
        part_no, any_value(part_length) AS part_length, bool_or(is_required) AS is_required,
        bool_or(is_excluded) AS is_excluded, bool_or(word_no IS NULL) AS is_unknown,
        coalesce(sum(text_count), 0) AS text_count
    FROM asked GROUP BY part_no
),
kept AS (
    SELECT
        w.*, 1::UBIGINT << w.part_no AS mask,
        w.text_count > greatest(20000, s.document_count / 20) AND w.part_length = 1 AND NOT w.is_required
        AND NOT w.is_excluded AS is_common
    FROM weighed AS w CROSS JOIN size AS s
    QUALIFY NOT is_common OR (bool_and(is_common) OVER () AND row_number() OVER (ORDER BY w.text_count, w.part_no) <= 2)
),
masks AS (
    SELECT
        coalesce(bit_or(mask) FILTER (is_required), 0::UBIGINT) AS required,
        coalesce(bit_or(mask) FILTER (is_excluded), 0::UBIGINT) AS excluded,
        greatest(count(*) FILTER (NOT is_excluded), 1) AS wished
    FROM kept
),
single_words AS (
    SELECT a.word_no, a.closeness, k.mask, if(k.is_excluded, 0, ln(1 + s.document_count / (k.text_count + 0.5))) AS idf
    FROM asked AS a JOIN kept AS k USING (part_no) CROSS JOIN size AS s
    WHERE k.part_length = 1 AND a.word_no IS NOT NULL
),
single_hits AS (
    SELECT p.document_no, q.mask, q.idf * q.closeness * p.weight AS score
    FROM search_postings AS p JOIN single_words AS q USING (word_no)
    WHERE p.part BETWEEN first_part AND last_part AND p.weight > 0
),
phrase_words AS (
    SELECT
        a.part_no, a.place, a.word_no, k.mask, k.part_length, k.is_excluded,
        min(a.text_count) OVER (PARTITION BY a.part_no) = a.text_count AS is_rarest
    FROM asked AS a JOIN kept AS k USING (part_no)
    WHERE k.part_length > 1 AND NOT k.is_unknown
),
phrase_documents AS (
    SELECT DISTINCT p.document_no
    FROM search_postings AS p JOIN phrase_words AS q USING (word_no)
    WHERE q.is_rarest AND p.part BETWEEN first_part AND last_part
),
phrases AS (
    SELECT p.document_no, p.part, q.part_no, p.position - q.place AS beginning, any_value(q.mask) AS mask,
        any_value(q.is_excluded) AS is_excluded
    FROM (FROM search_postings SEMI JOIN phrase_documents USING (document_no)) AS p
    JOIN phrase_words AS q USING (word_no)
    WHERE p.part BETWEEN first_part AND last_part
    GROUP BY p.document_no, p.part, q.part_no, beginning
    HAVING count(DISTINCT q.place) = any_value(q.part_length)
),
phrase_hits AS (
    SELECT
        document_no, mask, count(*) OVER (PARTITION BY part_no) AS text_count,
        if(is_excluded, 0, 220 * occurrences / (occurrences + 1.2)) AS weight
    FROM (
        SELECT document_no, part, part_no, any_value(mask) AS mask, any_value(is_excluded) AS is_excluded,
            count(*) AS occurrences
        FROM phrases GROUP BY document_no, part, part_no
    )
),
hits AS (
    FROM single_hits
    UNION ALL
    SELECT h.document_no, h.mask, h.weight * ln(1 + s.document_count / (h.text_count + 0.5))
    FROM phrase_hits AS h CROSS JOIN size AS s
),
found AS (
    SELECT document_no, sum(score) AS score, bit_or(mask) AS mask FROM hits GROUP BY document_no
)
SELECT f.document_no, round(f.score / 100 * bit_count(f.mask) / m.wished, 3) AS score
FROM found AS f CROSS JOIN masks AS m
WHERE f.mask & m.required = m.required AND f.mask & m.excluded = 0;

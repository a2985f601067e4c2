-- grain: search_postings, one row for each word of each text; search_words and search_counts, one row for each word
-- key: (part, word_no, document_no, position); word_no
-- reason: BM25 with k1 1.2 and b .75, as is usual, and fixed mean
-- lengths of each part, so that no weight hangs on what else is there. A title says more than as many words of text
INSERT INTO search_words BY NAME
SELECT
    (
        SELECT coalesce(max(word_no), 0) FROM search_words
    ) + row_number() OVER (ORDER BY word) AS word_no,
    word, search_stem(word) AS stem, 0 AS article_count, 0 AS quote_count
FROM (
    SELECT DISTINCT word FROM search_tokens_found
) ANTI JOIN search_words USING (word)
ORDER BY word;

CREATE OR REPLACE TEMP TABLE search_portion AS
SELECT
    t.part, w.word_no, t.document_no, t.position,
    if(
        row_number() OVER (same ORDER BY t.position) = 1,
        greatest(1, round(100 * m.boost * 2.2 * count(*) OVER same
            / (count(*) OVER same + 1.2 * (0.25 + 0.75 * t.length / m.mean_length)))), 0
    ) AS weight
FROM search_tokens_found AS t
JOIN search_words AS w USING (word)
JOIN (VALUES (1, 1.5, 9), (2, 1.0, 500), (3, 0.3, 30), (4, 1.0, 25), (5, 0.6, 2)) AS m (part, boost, mean_length)
    USING (part)
WINDOW same AS (PARTITION BY t.document_no, t.part, w.word_no);

INSERT INTO search_postings BY NAME SELECT * FROM search_portion ORDER BY part, word_no, document_no, position;

INSERT INTO search_counts
SELECT word_no, count(*) FILTER (part < 4), count(*) FILTER (part >= 4)
FROM search_portion WHERE weight > 0 GROUP BY word_no;

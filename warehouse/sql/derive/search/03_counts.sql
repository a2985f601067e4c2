-- grain: search_words, one row for each word
-- key: word_no
-- reason: the rarer a word, the more it says; what no text has is forgotten
UPDATE search_words AS w
SET article_count = w.article_count + c.articles, quote_count = w.quote_count + c.quotations
FROM (
    SELECT word_no, sum(articles)::INTEGER AS articles, sum(quotations)::INTEGER AS quotations
    FROM search_counts GROUP BY word_no
) AS c
WHERE c.word_no = w.word_no;

DELETE FROM search_words WHERE article_count = 0 AND quote_count = 0;

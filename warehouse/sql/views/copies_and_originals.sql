-- grain: one row for each article that copies an earlier one
-- key: article_id
-- reason: where a syndicated text was printed; independent reports of one event are not copies
SELECT
    c.article_id, c.publisher, c.title, c.published_at, c.url,
    d.duplicate_of, o.publisher AS original_publisher, o.title AS original_title,
    o.published_at AS original_published_at,
    o.wire_agency, round(d.similarity, 3) AS similarity, c.word_count - o.word_count AS words_more
FROM article_duplicates AS d
JOIN articles AS c USING (article_id)
JOIN articles AS o ON o.article_id = d.duplicate_of

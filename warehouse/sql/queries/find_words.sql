-- question: Where do these words occur, and in what context?
-- group: search
-- picture: table show=publisher,context
-- grain: one row for each article with the words; the first place in it
-- key: article_id
-- reason: the archive as a concordance
-- $words = "said": what to look for, in any case
-- $around = 80: characters shown on either side
-- $limit = 20: at most this many rows
SELECT
    published_at, publisher, title,
    replace(text[greatest(place - $around, 1) : place + length($words) + $around - 1], chr(10), ' ') AS context,
    article_id
FROM (
    SELECT article_id, instr(lower(text), lower($words)) AS place
    FROM articles
    WHERE contains(lower(text), lower($words))
    ORDER BY published_at DESC NULLS LAST, article_id
    LIMIT $limit
)
JOIN articles USING (article_id)
ORDER BY published_at DESC NULLS LAST, article_id

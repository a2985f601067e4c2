-- question: Which articles rely on a single source?
-- group: sources
-- picture: bar x=quotes y=title ($quotes=1)
-- grain: one row for each article
-- key: article_id
-- reason: a report with many words of one voice deserves a second look
-- $quotes = 2: with at least this many quotations
-- $limit = 50: at most this many rows
SELECT published_at, publisher, title, quotes, sources, largest_share, unnamed_sources, article_id
FROM source_diversity
WHERE sources = 1 AND quotes >= $quotes
ORDER BY quotes DESC, published_at DESC NULLS LAST, article_id
LIMIT $limit

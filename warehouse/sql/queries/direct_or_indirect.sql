-- question: Does an outlet let people speak in their own words, or speak for them?
-- group: sources
-- picture: bar x=direct,mixed,indirect y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: the more is retold, the more a reader has to trust the outlet
-- $quotes = 1: outlets with at least so many quotations
-- $limit = 50: at most this many rows
SELECT publisher, quotes, direct, mixed, indirect, direct_share, quotes_an_article
FROM direct_versus_indirect_by_outlet
WHERE quotes >= $quotes
ORDER BY direct_share DESC, quotes DESC, publisher
LIMIT $limit

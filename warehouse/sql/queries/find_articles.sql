-- question: Which articles are about these words?
-- group: search
-- picture: table show=publisher,title,snippet
-- grain: one row for each article, best first
-- key: article_id
-- reason: full text over titles, texts, bylines and names, with filters
-- $words = "ferry": what to look for; "words in a row" must stand so, -word must not be there, begin* is any ending
-- $outlet = null: part of the outlet's name
-- $since = null: the first day
-- $until = null: the last day
-- $limit = 20: at most this many rows
SELECT score, title, publisher, published_at, snippet, article_id
FROM search_articles(
    $words, publisher := $outlet, since := $since, until := $until, most := $limit, before := '«', after := '»'
)

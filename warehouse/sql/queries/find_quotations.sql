-- question: Who said something with these words?
-- group: search
-- picture: table show=speaker,publisher,snippet
-- grain: one row for each quotation, best first
-- key: quote_id
-- reason: full text over what was said; "words in a row" must stand so, -word must not be there, begin* is any ending
-- $words = "ferry": what to look for
-- $speaker = null: part of the speaker's name
-- $outlet = null: part of the outlet's name
-- $since = null: the first day
-- $until = null: the last day
-- $type = null: direct, indirect or mixed
-- $limit = 20: at most this many rows
SELECT score, speaker, publisher, published_at, snippet, quote_id, article_id
FROM search_quotes(
    $words, speaker := $speaker, publisher := $outlet, since := $since, until := $until, type := $type, most := $limit,
    before := '«', after := '»'
)

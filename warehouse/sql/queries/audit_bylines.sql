-- question: How does each reporter source their work?
-- group: sources
-- picture: bar x=by_women,by_men,unknown y=author
-- grain: one row for each name in a byline
-- key: author
-- reason: what one reporter may want to know of their own articles; an article of two counts for both
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
-- $limit = 50: at most this many rows
SELECT
    author, count(DISTINCT article_id) AS articles, count(*) AS quotes, count(DISTINCT source) AS sources,
    round(count(*) FILTER (is_official) / count(*), 3) AS official_share,
    round(count(*) FILTER (speaker_kind IN ('anonymous', 'described')) / count(*), 3) AS unnamed_share,
    count(*) FILTER (gender = 'female') AS by_women, count(*) FILTER (gender = 'male') AS by_men,
    count(*) FILTER (gender = 'unknown') AS unknown
FROM (
    SELECT *, unnest(authors) AS author
    FROM source_audit
    WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
        AND array_to_string(authors, ', ') ILIKE '%' || $author || '%'
)
WHERE author ILIKE '%' || $author || '%'
GROUP BY author
ORDER BY articles DESC, author
LIMIT $limit

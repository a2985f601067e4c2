-- question: How much do officials speak, against everybody else?
-- group: sources
-- picture: bar x=official_share y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: official is who holds an office, by the role or the words that the article uses, and a state and its bodies
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
SELECT
    publisher, count(*) AS quotes, count(*) FILTER (is_official) AS by_officials,
    round(by_officials / count(*), 3) AS official_share,
    round(sum(words) FILTER (is_official) / sum(words), 3) AS official_share_of_words,
    count(DISTINCT source) FILTER (is_official) AS officials,
    count(DISTINCT source) FILTER (NOT is_official) AS others
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%'
GROUP BY publisher
ORDER BY official_share DESC, publisher

-- question: Of which countries are the sources?
-- group: sources
-- picture: bar x=quotes y=country_code
-- grain: one row for each country
-- key: country_code
-- reason: null are sources whose country no name tells, as of most persons
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
SELECT
    country_code, count(*) AS quotes, round(count(*) / sum(count(*)) OVER (), 3) AS share,
    count(DISTINCT source) AS sources
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%'
GROUP BY country_code
ORDER BY quotes DESC, country_code

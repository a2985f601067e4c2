-- question: Who gets the first word, and who the last?
-- group: sources
-- picture: heat x=place y=publisher color=official_share
-- grain: one row for each outlet and place
-- key: (publisher, place)
-- reason: readers take the frame from the first and the sense from the last; only articles with two quotations or more
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
SELECT
    publisher, if(is_first_word, 'first', 'last') AS place, count(*) AS articles,
    round(count(*) FILTER (is_official) / count(*), 3) AS official_share,
    count(*) FILTER (gender = 'female') AS by_women, count(*) FILTER (gender = 'male') AS by_men,
    count(*) FILTER (gender = 'unknown') AS unknown, mode(source ORDER BY source) AS most_often
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%' AND is_first_word <> is_last_word
GROUP BY publisher, place
ORDER BY publisher, place

-- question: Are women and men heard alike, and of how many is the gender unknown?
-- group: sources
-- picture: bar x=by_women,by_men,unknown y=publisher
-- grain: one row for each outlet
-- key: publisher
-- reason: unknown is told, and what it could hide: the share of women if all of them are men, and if all are women.
-- error_rate is of the genders told, measured on GAP's validation texts (benchmarks/gender.py): 6.6 % of women are
-- taken for men, 1.0 % of men for women, and half of all stay unknown there
-- $publisher = "": part of the outlet's name; all outlets if empty
-- $author = "": part of a name in the byline; all bylines if empty
SELECT
    publisher, count(*) FILTER (gender IS NOT NULL) AS quotes,
    count(*) FILTER (gender = 'female') AS by_women, count(*) FILTER (gender = 'male') AS by_men,
    count(*) FILTER (gender = 'unknown') AS unknown,
    round(by_women / nullif(by_women + by_men, 0), 3) AS share_of_women,
    round(by_women / nullif(quotes, 0), 3) AS at_least, round((by_women + unknown) / nullif(quotes, 0), 3) AS at_most,
    round(sum(words) FILTER (gender = 'female') / nullif(sum(words) FILTER (gender IN ('female', 'male')), 0), 3)
        AS share_of_words,
    count(DISTINCT speaker_entity_id) FILTER (gender = 'female') AS women,
    count(DISTINCT speaker_entity_id) FILTER (gender = 'male') AS men, 0.04 AS error_rate
FROM source_audit
WHERE NOT is_copy AND coalesce(publisher, '') ILIKE '%' || $publisher || '%'
    AND array_to_string(authors, ', ') ILIKE '%' || $author || '%'
GROUP BY publisher
ORDER BY quotes DESC, publisher

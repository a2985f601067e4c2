-- grain: the temporary person_pairs, one row two names that may be one person's
-- key: (entity_key, to_key, evidence)
-- reason: articles shorten names to initials, and leave initials out

-- Initials for the first name, and the names they may open; these need two articles.
INSERT INTO person_pairs
SELECT
    short.entity_key,
    arg_min(fuller.entity_key, struct_pack(
        words := fuller.word_count, less := -fuller.article_count, key := fuller.entity_key
    )),
    sum(fuller.article_count), if(sum(fuller.article_count) > 1, 0, 1), 'initials', 'company'
FROM choosing_keys AS short
JOIN entity_keys AS fuller USING (surname)
WHERE short.kind = 'person' AND fuller.kind = 'person'
    AND short.word_count > 1 AND length(short.given) = 1
    AND length(fuller.given) > 1 AND starts_with(fuller.given, short.given)
    AND (short.initials = '' OR fuller.initials = '' OR starts_with(fuller.initials, short.initials))
GROUP BY short.entity_key, fuller.given;

-- A name with initials between, and the same name without: unless other initials are known as well ("Ada M. Odell"
-- and "Ada K. Odell") and not four times rarer, in which case nothing says whom the plain name means; and unless an
-- article names both ("Jonas Odell" and "Jonas Odell Jr.").
INSERT INTO person_pairs
WITH full_names AS MATERIALIZED (
    FROM choosing_keys WHERE kind = 'person' AND plain_key <> merge_key
),
near AS MATERIALIZED (
    FROM entity_keys WHERE kind = 'person' AND surname IN (SELECT surname FROM full_names)
),
pairs AS (
    SELECT full_name.entity_key, plain.entity_key AS to_key, plain.article_count AS weight,
        is_common_name(plain.given, plain.surname)
            AND greatest(full_name.article_count, plain.article_count) < 20 AS is_weak,
        full_name.article_count >= 4 * coalesce(sum(other.article_count), 0) AS is_usual
    FROM full_names AS full_name
    JOIN near AS plain ON plain.merge_key = full_name.plain_key
    LEFT JOIN near AS other
        ON other.surname = full_name.surname AND other.given = full_name.given
        AND other.initials <> '' AND NOT starts_with(other.initials, full_name.initials)
        AND NOT starts_with(full_name.initials, other.initials)
    GROUP BY full_name.entity_key, full_name.article_count, plain.entity_key, plain.article_count, is_weak
)
SELECT entity_key, to_key, weight, if(is_usual, 0, weight), 'middle initial', if(is_weak, 'company', 'apart')
FROM pairs;

-- grain: the temporary person_pairs, one row two names that may be one person's; surname_bearers, one row a lone
-- surname and a given name of those who bear it
-- key: (entity_key, to_key, evidence); (entity_key, given)
-- reason: articles call people by their surnames

-- Pairs of names of people, and what they need to be one person: company (somebody or something that both are named
-- with), or only that no article names both; or nothing.
CREATE OR REPLACE TEMP TABLE person_pairs (
    entity_key VARCHAR, to_key VARCHAR, weight BIGINT, against BIGINT, evidence VARCHAR, need VARCHAR
);

-- A lone surname ("Odell", "van der Odell") and the people who bear it, forms with and without initials counted as one.
-- Someone met in fewer than three articles is not known well enough: the article may speak of a namesake that nobody
-- has named in full. In twenty articles everybody has met everybody, and company says nothing any more.
CREATE OR REPLACE TEMP TABLE surname_bearers AS
WITH bearers AS (
    SELECT
        lone.entity_key, bearer.given,
        arg_min(bearer.entity_key, struct_pack(
            words := bearer.word_count, less := -bearer.article_count, key := bearer.entity_key
        )) AS to_key,
        sum(bearer.article_count) AS weight
    FROM choosing_keys AS lone
    JOIN entity_keys AS bearer ON bearer.surname = lone.surname AND bearer.kind = 'person'
    WHERE lone.kind = 'person' AND (lone.word_count = 1 OR is_particle(lone.given))
        AND bearer.word_count > 1 AND length(bearer.given) > 1 AND NOT is_particle(bearer.given)
        AND (lone.word_count = 1 OR ends_with(bearer.merge_key, concat(' ', lone.merge_key)))
    GROUP BY lone.entity_key, bearer.given
)
SELECT
    *, if(max(weight) OVER lone < 3 OR weight < 4 * (sum(weight) OVER lone - weight), weight, 0) AS against
FROM bearers
WINDOW lone AS (PARTITION BY entity_key);

INSERT INTO person_pairs
SELECT entity_key, to_key, weight, against, 'surname', if(weight < 20, 'company', 'nothing') FROM surname_bearers;

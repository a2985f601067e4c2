-- grain: entity_homes one row a key; entity_rivals one row a key and another that it may stand for; entity_spellings
-- one row two names that are one letter apart
-- key: entity_key; (entity_key, other_key, evidence); (entity_key, other_key)
-- reason: one person or organisation is one row over the whole warehouse. Names that share a merge key and a kind
-- are one; a shorter name (surname, initials, acronym, misspelling) joins a fuller one only where that outweighs all
-- rivals four to one. Each key's choice follows from the keys of its block alone, so only the blocks of touched keys
-- are read again, and the outcome is that of deriving all from scratch.

-- A misspelling is one letter of one long word, in the middle: ends tell men from women ("Michaela", "Petrova"). One
-- edit leaves the first three letters or the last three as they are.
CREATE OR REPLACE TEMP TABLE entity_spellings_new AS
WITH names AS (
    SELECT entity_key, given, surname FROM entity_keys
    WHERE kind = 'person' AND word_count = 2 AND length(merge_key) >= 11
),
added AS (
    FROM names SEMI JOIN (FROM entity_counted WHERE is_new) AS new USING (entity_key)
),
blocks AS (
    SELECT a.entity_key, b.entity_key AS other_key, a.surname AS word, b.surname AS other_word
    FROM added AS a JOIN names AS b ON a.given = b.given AND a.surname[1:3] = b.surname[1:3]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.surname, b.surname
    FROM added AS a
    JOIN names AS b ON a.given = b.given AND a.surname[-3:] = b.surname[-3:] AND a.surname[1] = b.surname[1]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.given, b.given
    FROM added AS a JOIN names AS b ON a.surname = b.surname AND a.given[1:3] = b.given[1:3]
    UNION ALL
    SELECT a.entity_key, b.entity_key, a.given, b.given
    FROM added AS a
    JOIN names AS b ON a.surname = b.surname AND a.given[-3:] = b.given[-3:] AND a.given[1] = b.given[1]
),
pairs AS (
    SELECT entity_key, other_key FROM blocks
    WHERE least(length(word), length(other_word)) >= 6 AND word[-2:] = other_word[-2:]
        AND levenshtein(word, other_word) = 1
)
FROM pairs UNION SELECT other_key, entity_key FROM pairs;

INSERT INTO entity_spellings FROM entity_spellings_new;

-- All keys whose choice may change: those touched, and those that choose among them.
CREATE OR REPLACE TEMP TABLE entity_affected AS
SELECT entity_key FROM entity_dirty
UNION
SELECT entity_key FROM entity_decided WHERE action IN ('same', 'different')
UNION
SELECT keys.entity_key FROM entity_keys AS keys JOIN entity_dirty AS dirty USING (merge_key)
UNION
SELECT 'person:' || surname FROM entity_dirty WHERE kind = 'person'
UNION
SELECT 'person:' || given FROM entity_dirty WHERE kind = 'person'
UNION
SELECT short.entity_key
FROM entity_keys AS short
JOIN entity_dirty AS dirty USING (surname)
WHERE short.kind = 'person' AND dirty.kind = 'person' AND short.word_count > 1 AND dirty.word_count > 1
    AND (
        short.given = dirty.given
        OR (length(short.given) = 1 AND starts_with(dirty.given, short.given))
        OR list_has_all(string_split(dirty.merge_key, ' '), string_split(short.merge_key, ' '))
        OR list_has_all(string_split(short.merge_key, ' '), string_split(dirty.merge_key, ' '))
    )
UNION
SELECT entity_spellings.entity_key FROM entity_spellings
JOIN entity_dirty ON entity_dirty.entity_key = entity_spellings.other_key
UNION
SELECT concat(kinds.kind, ':', short_form)
FROM entity_short_form_changes CROSS JOIN (VALUES ('thing'), ('place')) AS kinds (kind)
WHERE NOT contains(short_form, ' ');

DELETE FROM entity_spellings
WHERE entity_key IN (SELECT entity_key FROM entity_counted WHERE article_count = 0)
    OR other_key IN (SELECT entity_key FROM entity_counted WHERE article_count = 0);

CREATE OR REPLACE TEMP TABLE entity_choosing AS
FROM entity_keys SEMI JOIN entity_affected USING (entity_key);

-- What was left open of names whose articles are as they were.
INSERT INTO namesake_open
SELECT entity_key FROM entity_rivals SEMI JOIN entity_choosing USING (entity_key) ANTI JOIN entity_dirty USING (entity_key)
WHERE evidence = 'namesake';

-- Every reason to take one key for another. weight: articles; against: articles that speak for somebody else.
CREATE OR REPLACE TEMP TABLE entity_candidates (
    entity_key VARCHAR, to_key VARCHAR, weight BIGINT, against BIGINT, evidence VARCHAR
);

-- A kind read by mistake: the same name is something else in four times as many articles. A lone surname is
-- spared, because people do share the names of places and firms.
INSERT INTO entity_candidates
SELECT rare.entity_key, common.entity_key, common.article_count, 0, 'kind'
FROM entity_choosing AS rare
JOIN entity_keys AS common USING (merge_key)
WHERE rare.kind <> common.kind
    AND rare.kind <> 'people' AND common.kind <> 'people'
    AND (rare.word_count > 1 OR rare.kind <> 'person')
    AND common.article_count >= 4 * rare.article_count;

-- Pairs of names of people, and what they need to be one person: company (somebody or something that both are named
-- with), or only that no article names both; or nothing.
CREATE OR REPLACE TEMP TABLE entity_pairs (
    entity_key VARCHAR, to_key VARCHAR, weight BIGINT, against BIGINT, evidence VARCHAR, need VARCHAR
);

-- A lone surname ("Odell", "van der Odell") and the people who bear it, forms with and without initials counted as one. Someone met in fewer
-- than three articles is not known well enough: the article may speak of a namesake that nobody has named in full. In
-- twenty articles everybody has met everybody, and company says nothing any more.
CREATE OR REPLACE TEMP TABLE entity_bearers AS
WITH bearers AS (
    SELECT
        lone.entity_key, bearer.given,
        arg_min(bearer.entity_key, struct_pack(
            words := bearer.word_count, less := -bearer.article_count, key := bearer.entity_key
        )) AS to_key,
        sum(bearer.article_count) AS weight
    FROM entity_choosing AS lone
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

INSERT INTO entity_pairs
SELECT entity_key, to_key, weight, against, 'surname', if(weight < 20, 'company', 'nothing') FROM entity_bearers;

-- A name with fewer words and a fuller one that holds them are one where an article calls somebody by both. The rare
-- one joins the frequent one, so that one article's odd wording does not name somebody; the shorter one goes first.
INSERT INTO entity_pairs
WITH near AS MATERIALIZED (
    FROM entity_keys
    WHERE kind = 'person' AND word_count > 1
        AND surname IN (SELECT surname FROM entity_choosing WHERE kind = 'person' AND word_count > 1)
),
extended AS (
    SELECT short.entity_key AS short_key, short.article_count AS short_count,
        fuller.entity_key AS fuller_key, fuller.article_count AS fuller_count,
        short.word_count = 2 AND is_common_name(short.given, short.surname)
            AND greatest(short.article_count, fuller.article_count) < 20 AS is_weak
    FROM near AS short
    JOIN near AS fuller USING (surname)
    JOIN entity_short_forms AS given
        ON given.entity_key = fuller.entity_key AND given.short_form = short.merge_key
    WHERE fuller.word_count > short.word_count AND fuller.plain_key <> short.plain_key
        AND NOT is_particle(short.given)
        AND list_has_all(string_split(fuller.merge_key, ' '), string_split(short.merge_key, ' '))
)
SELECT short_key, fuller_key, fuller_count, 0, 'fuller name', if(is_weak, 'company', 'nothing') FROM extended
SEMI JOIN entity_choosing ON entity_choosing.entity_key = short_key
WHERE short_count < 4 * fuller_count
UNION ALL
SELECT fuller_key, short_key, short_count, 0, 'fuller name', if(is_weak, 'company', 'nothing') FROM extended
SEMI JOIN entity_choosing ON entity_choosing.entity_key = fuller_key
WHERE short_count >= 4 * fuller_count;

-- Initials for the first name, and the names they may open; these need two articles.
INSERT INTO entity_pairs
SELECT
    short.entity_key,
    arg_min(fuller.entity_key, struct_pack(
        words := fuller.word_count, less := -fuller.article_count, key := fuller.entity_key
    )),
    sum(fuller.article_count), if(sum(fuller.article_count) > 1, 0, 1), 'initials', 'company'
FROM entity_choosing AS short
JOIN entity_keys AS fuller USING (surname)
WHERE short.kind = 'person' AND fuller.kind = 'person'
    AND short.word_count > 1 AND length(short.given) = 1
    AND length(fuller.given) > 1 AND starts_with(fuller.given, short.given)
    AND (short.initials = '' OR fuller.initials = '' OR starts_with(fuller.initials, short.initials))
GROUP BY short.entity_key, fuller.given;

-- A name with initials between, and the same name without: unless other initials are known as well ("Ada M. Odell"
-- and "Ada K. Odell") and not four times rarer, in which case nothing says whom the plain name means; and unless an
-- article names both ("Jonas Odell" and "Jonas Odell Jr.").
INSERT INTO entity_pairs
WITH full_names AS MATERIALIZED (
    FROM entity_choosing WHERE kind = 'person' AND plain_key <> merge_key
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

-- A rare misspelling of a name.
INSERT INTO entity_pairs
SELECT rare.entity_key, common.entity_key AS to_key, common.article_count, 0, 'spelling', 'company'
FROM entity_choosing AS rare
JOIN entity_spellings USING (entity_key)
JOIN entity_keys AS common ON common.entity_key = entity_spellings.other_key
WHERE common.article_count >= 4 * rare.article_count;

-- Company: every article that uses the one name shares somebody or something with an article that uses the other,
-- and none uses both as names of two.
INSERT INTO entity_candidates
WITH open_pairs AS MATERIALIZED (
    FROM entity_pairs WHERE need <> 'nothing' AND against = 0
),
named AS MATERIALIZED (
    SELECT entity_key, article_id FROM entity_links
    SEMI JOIN (SELECT entity_key FROM open_pairs UNION SELECT to_key FROM open_pairs) AS wanted USING (entity_key)
    WHERE sense IS NULL
),
beside AS (
    SELECT DISTINCT pairs.entity_key, pairs.to_key
    FROM open_pairs AS pairs
    JOIN named AS x ON x.entity_key = pairs.entity_key
    JOIN named AS y ON y.entity_key = pairs.to_key AND y.article_id = x.article_id
),
named_with AS MATERIALIZED (
    SELECT named.entity_key, named.article_id, other.entity_key AS company
    FROM (
        FROM named SEMI JOIN (
            SELECT entity_key FROM open_pairs WHERE need = 'company'
            UNION
            SELECT to_key FROM open_pairs WHERE need = 'company'
        ) AS wanted USING (entity_key)
    ) AS named
    JOIN entity_links AS other USING (article_id)
),
company AS MATERIALIZED (
    FROM named_with
    WHERE company <> entity_key AND (
        starts_with(company, 'thing:') OR (starts_with(company, 'person:') AND contains(company, ' '))
    )
),
shared AS (
    SELECT entity_key, to_key, count(DISTINCT article_id) AS articles
    FROM (FROM open_pairs WHERE need = 'company') AS pairs
    JOIN company AS own USING (entity_key)
    SEMI JOIN company AS others ON others.entity_key = pairs.to_key AND others.company = own.company
    GROUP BY entity_key, to_key
),
used AS (
    SELECT entity_key, count(DISTINCT article_id) AS articles FROM named GROUP BY entity_key
)
SELECT
    pairs.entity_key, pairs.to_key, pairs.weight,
    CASE
        WHEN need = 'nothing' OR against > 0 THEN against
        WHEN beside.to_key IS NOT NULL THEN weight
        WHEN need = 'apart' OR shared.articles = used.articles THEN against
        ELSE weight
    END,
    pairs.evidence
FROM entity_pairs AS pairs
LEFT JOIN used USING (entity_key)
LEFT JOIN shared USING (entity_key, to_key)
LEFT JOIN beside USING (entity_key, to_key);

-- An acronym or short form and the long form that articles give it: where it is met by itself, somebody must give it
-- in a quarter of the articles or more, or it is the short form of something else that needs none.
INSERT INTO entity_candidates
SELECT lone.entity_key, given.entity_key, given.article_count,
    if(4 * given.article_count >= lone.article_count, 0, given.article_count), if(is_acronym, 'acronym', 'short form')
FROM entity_choosing AS lone
JOIN entity_short_forms AS given ON given.short_form = lone.merge_key
JOIN entity_keys AS long ON long.entity_key = given.entity_key
WHERE lone.word_count = 1 AND long.kind <> 'person' AND length(lone.merge_key) >= 2
    AND CASE
        WHEN given.is_acronym THEN lone.kind IN ('thing', 'place') AND length(lone.merge_key) <= 8
        ELSE lone.kind = 'thing' AND long.kind = 'thing' AND long.article_count >= lone.article_count
    END;

-- Names that a user calls the same make one group; it stands by the name that the decision gives as value.
CREATE OR REPLACE TEMP TABLE entity_groups AS
WITH RECURSIVE sides AS (
    SELECT decided.*, keys.kind FROM entity_decided AS decided
    JOIN entity_keys AS keys USING (entity_key) WHERE action = 'same'
),
edges AS (
    SELECT l.entity_key AS from_key, r.entity_key AS to_key
    FROM sides AS l JOIN sides AS r USING (line)
    WHERE l.side = 'name' AND r.side = 'value' AND l.entity_key <> r.entity_key
    QUALIFY l.kind = r.kind OR NOT bool_or(l.kind = r.kind) OVER (PARTITION BY line)
),
links AS (
    FROM edges UNION SELECT to_key, from_key FROM edges
),
ranks AS (
    SELECT from_key AS entity_key, row_number() OVER (
        ORDER BY from_key IN (SELECT from_key FROM edges), from_key
    ) AS rank
    FROM (SELECT DISTINCT from_key FROM links)
),
reached (entity_key, root) USING KEY (entity_key) AS (
    SELECT entity_key, rank FROM ranks
    UNION
    SELECT links.to_key, min(reached.root)
    FROM reached
    JOIN links ON links.from_key = reached.entity_key
    JOIN recurring.reached AS known ON known.entity_key = links.to_key
    WHERE reached.root < known.root
    GROUP BY links.to_key
)
SELECT reached.entity_key, ranks.entity_key AS root
FROM reached JOIN ranks ON ranks.rank = reached.root;

-- Names that a user decided on make no other choice: neither those of a group nor those that differ from others.
CREATE OR REPLACE TEMP TABLE entity_anchored AS
SELECT entity_key FROM entity_groups
UNION
SELECT l.entity_key FROM entity_decided AS l
WHERE l.action = 'different' AND NOT EXISTS (
    SELECT 1 FROM entity_decided AS r WHERE r.line = l.line AND r.entity_key = l.entity_key AND r.side <> l.side
);

-- Whoever may be meant by one word: those who bear it as surname or as given name, and whoever is called so in
-- articles that name nobody in full and keep no company with those. One common name, or
-- initials, may be anybody's.
CREATE OR REPLACE TEMP TABLE entity_sharers AS
SELECT entity_key, to_key FROM entity_candidates WHERE evidence = 'surname'
UNION
SELECT entity_key, entity_key FROM entity_candidates WHERE evidence = 'surname' AND against > 0
UNION
SELECT lone.entity_key, arg_min(bearer.entity_key, struct_pack(words := bearer.word_count, key := bearer.entity_key))
FROM entity_choosing AS lone
JOIN entity_keys AS bearer ON bearer.given = lone.merge_key AND bearer.kind = 'person'
WHERE lone.kind = 'person' AND lone.word_count = 1 AND bearer.word_count > 1
GROUP BY lone.entity_key, bearer.surname;

-- The candidate that outweighs all others four to one; nothing where none does, and then the name is open.
CREATE OR REPLACE TEMP TABLE entity_weighed AS
SELECT
    entity_key, to_key, evidence, weight,
    weight >= 4 * (sum(weight) OVER rivals - weight) AND against = 0 AS is_chosen
FROM (
    SELECT
        entity_key, arg_min(to_key, struct_pack(less := -weight, key := to_key)) AS to_key, min(evidence) AS evidence,
        max(weight) AS weight, max(against) AS against
    FROM entity_candidates ANTI JOIN entity_anchored USING (entity_key)
    GROUP BY entity_key, to_key[position(':' IN to_key) :]
)
WINDOW rivals AS (PARTITION BY entity_key);

CREATE OR REPLACE TEMP TABLE entity_chosen AS
WITH moves AS (
    SELECT entity_key, to_key, evidence FROM entity_weighed WHERE is_chosen
    QUALIFY row_number() OVER (PARTITION BY entity_key ORDER BY weight DESC, to_key) = 1
    UNION ALL
    SELECT entity_key, root, 'decision' FROM entity_groups WHERE entity_key <> root
),
open AS (
    SELECT entity_key FROM entity_weighed ANTI JOIN moves USING (entity_key)
    GROUP BY entity_key
),
shared AS (
    SELECT entity_key FROM entity_sharers GROUP BY entity_key HAVING count(*) > 1
    UNION
    SELECT entity_key FROM entity_choosing
    WHERE kind = 'person' AND (
        regexp_full_match(merge_key, '\w( \w)*')
        OR (word_count = 1 AND (given IN (FROM entity_common_given) OR given IN (FROM entity_common_surnames)))
    )
)
SELECT
    choosing.entity_key, moves.to_key, coalesce(moves.evidence, 'name') AS evidence,
    moves.entity_key IS NULL AND shared.entity_key IS NOT NULL AS is_scattered,
    open.entity_key IS NOT NULL OR choosing.entity_key IN (SELECT entity_key FROM namesake_open) AS is_open
FROM entity_choosing AS choosing
LEFT JOIN moves USING (entity_key)
LEFT JOIN open USING (entity_key)
LEFT JOIN shared USING (entity_key);

DELETE FROM entity_rivals WHERE entity_key IN (SELECT entity_key FROM entity_affected);

INSERT INTO entity_rivals
SELECT weighed.entity_key, weighed.to_key, weighed.evidence, weighed.weight
FROM entity_weighed AS weighed
JOIN entity_chosen AS chosen ON chosen.entity_key = weighed.entity_key AND chosen.to_key IS NULL
UNION ALL
SELECT entity_key, entity_key, 'namesake', article_count FROM entity_choosing SEMI JOIN namesake_open USING (entity_key);

-- Keys whose choice is another than it was, and all that had ended where they ended: no other path led through them.
CREATE OR REPLACE TEMP TABLE entity_moved AS
SELECT entity_key
FROM (FROM entity_homes SEMI JOIN entity_affected USING (entity_key)) AS past
FULL JOIN entity_chosen AS present USING (entity_key)
WHERE (past.entity_key, past.to_key, past.evidence, past.is_scattered, past.is_open)
    IS DISTINCT FROM (present.entity_key, present.to_key, present.evidence, present.is_scattered, present.is_open);

CREATE OR REPLACE TEMP TABLE entity_rehomed AS
WITH ends AS (
    SELECT home_key FROM entity_homes SEMI JOIN entity_moved USING (entity_key)
)
SELECT past.entity_key, past.home_key AS old_home, home.is_scattered AS was_scattered
FROM entity_homes AS past
JOIN entity_homes AS home ON home.entity_key = past.home_key
WHERE past.home_key IN (FROM ends)
UNION ALL
SELECT entity_key, NULL, NULL FROM entity_moved ANTI JOIN entity_homes USING (entity_key);

DELETE FROM entity_homes WHERE entity_key IN (SELECT entity_key FROM entity_moved);

INSERT INTO entity_homes BY NAME
SELECT *, entity_key AS home_key FROM entity_chosen SEMI JOIN entity_moved USING (entity_key);

-- Follow the choices to their end: each leads to a fuller or more frequent name, so they run in no circle.
CREATE OR REPLACE TEMP TABLE entity_ends AS
WITH RECURSIVE walk AS (
    SELECT entity_key, entity_key AS home_key, 0 AS steps
    FROM entity_homes SEMI JOIN entity_rehomed USING (entity_key)
    UNION ALL
    SELECT walk.entity_key, homes.to_key, walk.steps + 1
    FROM walk JOIN entity_homes AS homes ON homes.entity_key = walk.home_key
    WHERE homes.to_key IS NOT NULL AND walk.steps < 12
)
SELECT entity_key, arg_max(home_key, steps) AS home_key FROM walk GROUP BY entity_key;

UPDATE entity_homes SET home_key = ends.home_key
FROM entity_ends AS ends
WHERE entity_homes.entity_key = ends.entity_key AND entity_homes.home_key <> ends.home_key;

-- Keys whose articles' entities are other ones now.
CREATE OR REPLACE TEMP TABLE entity_resettled AS
SELECT ends.entity_key
FROM entity_ends AS ends
JOIN entity_homes AS home ON home.entity_key = ends.home_key
JOIN entity_rehomed AS past ON past.entity_key = ends.entity_key
WHERE (ends.home_key, home.is_scattered) IS DISTINCT FROM (past.old_home, past.was_scattered)
UNION
SELECT entity_key FROM namesake_senses;

DROP TABLE entity_spellings_new;
DROP TABLE entity_affected;
DROP TABLE entity_choosing;
DROP TABLE entity_candidates;
DROP TABLE entity_pairs;
DROP TABLE entity_bearers;
DROP TABLE entity_sharers;
DROP TABLE entity_groups;
DROP TABLE entity_anchored;
DROP TABLE entity_weighed;
DROP TABLE entity_chosen;
DROP TABLE entity_ends;

-- grain: entity_links one row an entity of an article; entities one row a real-world entity; entity_aliases one row a
-- surface form of an entity
-- key: article_entity_id; entity_id; (entity_id, alias)
-- reason: one person or organisation is one row over the whole warehouse. Names that share a merge key and a kind
-- are one; a shorter name (surname, initials, acronym, misspelling) joins a fuller one only where that outweighs all
-- rivals four to one. All of it is a function of the articles, so neither order nor batches leave a trace.

-- What each article says: its entities with kind and weight.
CREATE OR REPLACE TEMP TABLE entity_claims AS
SELECT
    e.article_entity_id,
    e.article_id,
    e.name,
    e.label,
    e.aliases,
    e.country_code,
    e.merge_key,
    CASE
        WHEN e.label = 'PERSON' THEN 'person'
        WHEN e.label IN ('GPE', 'LOC', 'FAC') THEN 'place'
        WHEN e.label = 'NORP' THEN 'people'
        ELSE 'thing'
    END AS kind,
    m.mention_count
FROM article_entities AS e
JOIN (
    SELECT article_entity_id, count(*) AS mention_count FROM entity_mentions GROUP BY article_entity_id
) AS m USING (article_entity_id);

-- Names by kind: how many articles and mentions each has.
CREATE OR REPLACE TEMP TABLE entity_keys AS
SELECT
    kind,
    merge_key,
    string_split(merge_key, ' ') AS words,
    count(DISTINCT article_id) AS article_count,
    sum(mention_count) AS mention_count
FROM entity_claims
GROUP BY kind, merge_key;

-- Every reason to take one key for another; weights are articles.
CREATE OR REPLACE TEMP TABLE entity_candidates (
    kind VARCHAR, merge_key VARCHAR, to_kind VARCHAR, to_key VARCHAR, weight BIGINT, rival BIGINT, evidence VARCHAR
);

-- A kind read by mistake: the same name is something else in four times as many articles. A lone surname is
-- spared, because people do share the names of places and firms.
INSERT INTO entity_candidates
SELECT rare.kind, rare.merge_key, common.kind, common.merge_key, common.article_count, rare.article_count, 'kind'
FROM entity_keys AS rare
JOIN entity_keys AS common USING (merge_key)
WHERE rare.kind <> common.kind
    AND rare.kind <> 'people' AND common.kind <> 'people'
    AND (len(rare.words) > 1 OR rare.kind <> 'person')
    AND common.article_count >= 4 * rare.article_count;

-- A lone surname and the people who bear it. Someone met in fewer than three articles is not known well enough to be
-- meant by it: the article may speak of a namesake that nobody has named in full.
INSERT INTO entity_candidates
WITH bearers AS (
    SELECT words[-1] AS surname, merge_key, article_count
    FROM entity_keys
    WHERE kind = 'person' AND len(words) > 1 AND len(words[1]) > 1
)
SELECT 'person', lone.merge_key, 'person', bearers.merge_key, bearers.article_count, 0, 'surname'
FROM entity_keys AS lone
JOIN bearers ON bearers.surname = lone.merge_key
WHERE lone.kind = 'person' AND len(lone.words) = 1
    AND 3 <= (SELECT max(known.article_count) FROM bearers AS known WHERE known.surname = lone.merge_key);

-- A name with fewer words or initials, and the fuller names that hold them; initials need two articles as evidence.
INSERT INTO entity_candidates
SELECT 'person', short.merge_key, 'person', full_name.merge_key, full_name.article_count, 0, 'fuller name'
FROM entity_keys AS short
JOIN entity_keys AS full_name ON full_name.words[-1] = short.words[-1]
WHERE short.kind = 'person' AND full_name.kind = 'person'
    AND len(short.words) > 1 AND short.merge_key <> full_name.merge_key
    AND (
        (len(full_name.words) > len(short.words) AND list_has_all(full_name.words, short.words))
        OR (
            len(full_name.words) = len(short.words) AND len(short.words[1]) = 1 AND len(full_name.words[1]) > 1
            AND starts_with(full_name.words[1], short.words[1]) AND full_name.article_count > 1
        )
    );

-- A rare misspelling of a name: one letter apart in one long word, never both in one article.
INSERT INTO entity_candidates
WITH names AS (
    SELECT merge_key, words[1] AS first_name, words[-1] AS surname, article_count
    FROM entity_keys
    WHERE kind = 'person' AND len(words) = 2 AND len(merge_key) >= 11
),
pairs AS (
    SELECT a.merge_key AS rare, b.merge_key AS common, b.article_count AS weight, a.article_count AS rival
    FROM names AS a JOIN names AS b ON a.first_name = b.first_name AND a.surname[1] = b.surname[1]
    WHERE b.article_count >= 4 * a.article_count AND least(len(a.surname), len(b.surname)) >= 6
        AND levenshtein(a.surname, b.surname) = 1
    UNION
    SELECT a.merge_key, b.merge_key, b.article_count, a.article_count
    FROM names AS a JOIN names AS b ON a.surname = b.surname AND a.first_name[1] = b.first_name[1]
    WHERE b.article_count >= 4 * a.article_count AND least(len(a.first_name), len(b.first_name)) >= 6
        AND levenshtein(a.first_name, b.first_name) = 1
)
SELECT 'person', rare, 'person', common, weight, rival, 'spelling'
FROM pairs
WHERE NOT EXISTS (
    SELECT 1 FROM entity_claims AS x JOIN entity_claims AS y USING (article_id)
    WHERE x.merge_key = rare AND y.merge_key = common AND x.kind = 'person' AND y.kind = 'person'
);

-- An acronym and the long forms that articles give it.
INSERT INTO entity_candidates
WITH given AS (
    SELECT kind, merge_key, lower(replace(unnest(aliases), '.', '')) AS acronym, article_id
    FROM entity_claims
    WHERE kind IN ('thing', 'place') AND contains(merge_key, ' ')
)
SELECT lone.kind, lone.merge_key, given.kind, given.merge_key, count(DISTINCT given.article_id), 0, 'acronym'
FROM entity_keys AS lone
JOIN given ON given.acronym = lone.merge_key
WHERE lone.kind IN ('thing', 'place') AND len(lone.words) = 1 AND len(lone.merge_key) BETWEEN 2 AND 8
GROUP BY lone.kind, lone.merge_key, given.kind, given.merge_key;

-- The candidate that outweighs all others four to one; nothing where none does.
CREATE OR REPLACE TEMP TABLE entity_moves AS
WITH best AS (
    SELECT
        kind, merge_key, to_kind, to_key, evidence,
        weight,
        coalesce(sum(weight) OVER rivals, 0) - weight AS others,
        row_number() OVER (PARTITION BY kind, merge_key ORDER BY weight DESC, to_kind, to_key) AS place
    FROM (
        SELECT
            kind, merge_key, to_key, min(evidence) AS evidence, max(weight) AS weight,
            min_by(to_kind, struct_pack(less := -weight, kind := to_kind)) AS to_kind
        FROM entity_candidates
        GROUP BY kind, merge_key, to_key
    )
    WINDOW rivals AS (PARTITION BY kind, merge_key)
)
SELECT kind, merge_key, to_kind, to_key, evidence
FROM best
WHERE place = 1 AND weight >= 4 * others;

-- Follow the moves to their end: each leads to a fuller or more frequent name, so they run in no circle.
CREATE OR REPLACE TEMP TABLE entity_homes AS
WITH RECURSIVE walk AS (
    SELECT kind, merge_key, kind AS home_kind, merge_key AS home_key, 'name' AS evidence, 0 AS steps FROM entity_keys
    UNION ALL
    SELECT
        walk.kind, walk.merge_key, moves.to_kind, moves.to_key,
        CASE WHEN walk.steps = 0 THEN moves.evidence ELSE walk.evidence END,
        walk.steps + 1
    FROM walk JOIN entity_moves AS moves ON moves.kind = walk.home_kind AND moves.merge_key = walk.home_key
    WHERE walk.steps < 8
)
SELECT
    kind, merge_key,
    arg_max(home_kind, steps) AS home_kind,
    arg_max(home_key, steps) AS home_key,
    arg_max(evidence, steps) AS evidence
FROM walk
GROUP BY kind, merge_key;

CREATE OR REPLACE TEMP TABLE entity_members AS
SELECT
    claims.*,
    md5(concat(homes.home_kind, chr(31), homes.home_key)) AS entity_id,
    homes.evidence,
    claims.merge_key = homes.home_key AS is_home
FROM entity_claims AS claims
JOIN entity_homes AS homes USING (kind, merge_key);

DELETE FROM entity_links;

INSERT INTO entity_links BY NAME
SELECT article_entity_id, entity_id FROM entity_members;

-- The name most articles use among those of the home key, the fuller one where they tie; the label by majority.
CREATE OR REPLACE TEMP TABLE entity_names AS
SELECT entity_id, name
FROM (
    SELECT
        entity_id, name,
        row_number() OVER (
            PARTITION BY entity_id
            ORDER BY
                is_home DESC, name = upper(name) AND len(name) > 5, count(DISTINCT article_id) DESC, sum(mention_count) DESC, len(name) DESC, name
        ) AS place
    FROM entity_members
    GROUP BY entity_id, name, is_home
)
WHERE place = 1;

CREATE OR REPLACE TEMP TABLE entity_labels AS
SELECT entity_id, label
FROM (
    SELECT
        entity_id, label,
        row_number() OVER (PARTITION BY entity_id ORDER BY sum(mention_count) DESC, label) AS place
    FROM entity_members
    GROUP BY entity_id, label
)
WHERE place = 1;

DELETE FROM entity_aliases;

INSERT INTO entity_aliases BY NAME
WITH forms AS (
    SELECT members.entity_id, mentions.text AS alias, count(*) AS mention_count,
        CASE WHEN bool_or(members.evidence = 'name') THEN 'name' ELSE min(members.evidence) END AS evidence
    FROM entity_mentions AS mentions
    JOIN entity_members AS members USING (article_entity_id)
    GROUP BY members.entity_id, mentions.text
)
SELECT entity_id, alias, CAST(mention_count AS INTEGER) AS mention_count, evidence
FROM forms
UNION ALL
SELECT entity_id, name, 0, 'canonical'
FROM entity_names AS names
WHERE NOT EXISTS (SELECT 1 FROM forms WHERE forms.entity_id = names.entity_id AND forms.alias = names.name);

DELETE FROM entities;

INSERT INTO entities BY NAME
SELECT
    members.entity_id,
    any_value(names.name) AS name,
    any_value(labels.label) AS label,
    CASE WHEN any_value(labels.label) IN ('GPE', 'NORP') THEN min(members.country_code) END AS country_code,
    coalesce(any_value(others.aliases), []) AS aliases,
    CAST(sum(members.mention_count) AS INTEGER) AS mention_count,
    CAST(count(DISTINCT members.article_id) AS INTEGER) AS article_count,
    min(articles.first_seen_at) AS first_seen_at,
    max(articles.last_seen_at) AS last_seen_at
FROM entity_members AS members
JOIN articles USING (article_id)
JOIN entity_names AS names USING (entity_id)
JOIN entity_labels AS labels USING (entity_id)
LEFT JOIN (
    SELECT forms.entity_id, list(forms.alias ORDER BY forms.mention_count DESC, forms.alias) AS aliases
    FROM entity_aliases AS forms
    JOIN entity_names AS names USING (entity_id)
    WHERE forms.alias <> names.name
    GROUP BY forms.entity_id
) AS others USING (entity_id)
GROUP BY members.entity_id;

DROP TABLE entity_claims;
DROP TABLE entity_keys;
DROP TABLE entity_candidates;
DROP TABLE entity_moves;
DROP TABLE entity_homes;
DROP TABLE entity_members;
DROP TABLE entity_names;
DROP TABLE entity_labels;

-- grain: entity_links one row an entity of an article; entity_keys one row a kind and merge key;
-- entity_short_forms one row a shorter name of a key
-- key: article_entity_id; entity_key; (entity_key, short_form, is_acronym)
-- reason: what articles say of people, organisations and places, brought up to date where an article or a decision
-- changed. entity_gone and entity_new hold what left and what came, entity_dirty the keys that either is about; the
-- files after this one look at nothing else than what those touch.

CREATE OR REPLACE TEMP TABLE entity_gone AS
FROM entity_links SEMI JOIN (FROM entity_changes WHERE is_known) AS known USING (article_id);

DELETE FROM entity_links WHERE article_entity_id IN (SELECT article_entity_id FROM entity_gone);

-- What roles are about; the fields are so far apart that hardly anyone is known for two of them.
CREATE OR REPLACE TEMP TABLE entity_fields AS
WITH nouns AS (
    SELECT 'sport' AS field, unnest(['footballer', 'striker', 'midfielder', 'defender', 'goalkeeper', 'coach', 'batsman',
        'bowler', 'cricketer', 'wicketkeeper', 'quarterback', 'pitcher', 'golfer', 'sprinter', 'cyclist', 'swimmer',
        'boxer', 'skier', 'jockey', 'gymnast', 'referee', 'umpire', 'racer', 'playmaker', 'fullback', 'winger',
        'fielder', 'marathoner', 'skater', 'wrestler', 'champion', 'medallist', 'medalist', 'olympian']) AS noun
    UNION ALL
    SELECT 'stage', unnest(['actor', 'actress', 'singer', 'songwriter', 'rapper', 'musician', 'guitarist', 'drummer',
        'pianist', 'violinist', 'comedian', 'filmmaker', 'novelist', 'poet', 'painter', 'sculptor', 'dancer',
        'choreographer', 'composer', 'playwright', 'conductor', 'soprano', 'tenor', 'screenwriter'])
    UNION ALL
    SELECT 'office', unnest(['minister', 'senator', 'congressman', 'congresswoman', 'lawmaker', 'mayor', 'governor',
        'ambassador', 'diplomat', 'general', 'colonel', 'judge', 'justice', 'prosecutor', 'attorney', 'lawyer',
        'economist', 'analyst', 'banker', 'professor', 'scientist', 'physicist', 'surgeon', 'bishop', 'archbishop',
        'cardinal', 'commissioner', 'councillor', 'councilman', 'detective', 'sergeant'])
)
SELECT article_entity_id, min(field) AS field
FROM (
    SELECT article_entity_id, unnest(string_split_regex(lower(role), '[^a-z]+')) AS noun
    FROM entity_roles SEMI JOIN entity_changes USING (article_id)
) JOIN nouns USING (noun)
GROUP BY article_entity_id
HAVING count(DISTINCT field) = 1;

-- Found by article first and read by row then: what a run adds stands at the end, and no other row is read whole.
CREATE OR REPLACE TEMP TABLE entity_mention_rows AS
SELECT rowid AS row_no FROM entity_mentions SEMI JOIN entity_changes USING (article_id);

CREATE OR REPLACE TEMP TABLE entity_claim_rows AS
SELECT rowid AS row_no FROM article_entities SEMI JOIN entity_changes USING (article_id);

CREATE OR REPLACE TEMP TABLE entity_new AS
WITH forms AS (
    SELECT article_entity_id, text AS alias, CAST(count(*) AS INTEGER) AS mention_count
    FROM entity_mentions SEMI JOIN entity_mention_rows ON entity_mention_rows.row_no = entity_mentions.rowid
    WHERE article_entity_id IS NOT NULL
    GROUP BY article_entity_id, text
),
mentions AS (
    SELECT
        article_entity_id,
        CAST(sum(mention_count) AS INTEGER) AS mention_count,
        list(struct_pack(alias := alias, mention_count := mention_count) ORDER BY alias) AS forms
    FROM forms
    GROUP BY article_entity_id
),
types AS (
    SELECT entity_key, arg_min(value, line) AS label, arg_min(new_key, line) AS new_key
    FROM entity_decided WHERE action = 'type'
    GROUP BY entity_key
),
claims AS (
    SELECT * EXCLUDE (document_id), concat(kind_of(label), ':', merge_key) AS entity_key
    FROM article_entities SEMI JOIN entity_claim_rows ON entity_claim_rows.row_no = article_entities.rowid
)
SELECT
    claims.article_entity_id, '' AS entity_id, claims.article_id,
    coalesce(types.new_key, claims.entity_key) AS entity_key,
    CAST(NULL AS VARCHAR) AS sense, claims.name,
    coalesce(types.label, claims.label) AS label, claims.country_code, claims.gender, entity_fields.field,
    mentions.mention_count, mentions.forms
FROM claims
JOIN mentions USING (article_entity_id)
LEFT JOIN types USING (entity_key)
LEFT JOIN entity_fields USING (article_entity_id);

-- A lone surname beside somebody of that surname whom the article does not mean by it ("Mrs. Odell" beside Jonas
-- Odell) is somebody else: it stands for itself.
UPDATE entity_new SET sense = article_id
WHERE starts_with(entity_key, 'person:') AND NOT contains(entity_key, ' ')
    AND (article_id, entity_key) IN (
        SELECT (article_id, 'person:' || string_split(entity_key, ' ')[-1]) FROM entity_new
        WHERE starts_with(entity_key, 'person:') AND contains(entity_key, ' ')
    );

INSERT INTO entity_links BY NAME FROM entity_new;

-- The keys touched, the parts of their names, and how many more articles use them.
CREATE OR REPLACE TEMP TABLE entity_dirty AS
WITH used AS (
    SELECT entity_key, article_id, true AS is_new FROM entity_new WHERE sense IS NULL
    UNION ALL
    SELECT entity_key, article_id, false FROM entity_gone WHERE sense IS DISTINCT FROM article_id
),
counted AS (
    SELECT
        entity_key,
        count(DISTINCT article_id) FILTER (is_new) - count(DISTINCT article_id) FILTER (NOT is_new) AS more
    FROM used GROUP BY entity_key
    UNION ALL
    SELECT DISTINCT entity_key, 0 FROM entity_redecided ANTI JOIN used USING (entity_key)
),
split AS (
    SELECT *, string_split(merge_key, ' ') AS words
    FROM (
        SELECT entity_key, more, split_part(entity_key, ':', 1) AS kind,
            entity_key[position(':' IN entity_key) + 1 :] AS merge_key
        FROM counted
    )
)
SELECT
    entity_key, kind, merge_key, words[1] AS given, words[-1] AS surname,
    list_aggregate([word[1] FOR word IN words[2:-2]], 'string_agg', '') AS initials,
    array_to_string(
        [word FOR word, i IN words IF i IN (1, len(words)) OR (length(word) > 1 AND word[1] <> '+')], ' '
    ) AS plain_key,
    CAST(len(words) AS INTEGER) AS word_count, more
FROM split;

CREATE OR REPLACE TEMP TABLE entity_counted AS
SELECT
    dirty.* EXCLUDE (more, initials), coalesce(dirty.initials, '') AS initials,
    CAST(coalesce(past.article_count, 0) + more AS INTEGER) AS article_count,
    past.entity_key IS NULL AS is_new,
    dirty.word_count = 2 AND is_common_name(dirty.given, dirty.surname) AS is_common
FROM entity_dirty AS dirty
LEFT JOIN entity_keys AS past USING (entity_key);

DELETE FROM entity_keys WHERE entity_key IN (SELECT entity_key FROM entity_dirty);

INSERT INTO entity_keys BY NAME SELECT * EXCLUDE (is_new, is_common) FROM entity_counted WHERE article_count > 0;

-- The shorter names that articles give longer ones, of the keys touched: an article that uses both says that they are
-- one. Clubs go by the names of their cities, which do not become them.
CREATE OR REPLACE TEMP TABLE entity_short_form_changes AS
WITH given AS (
    SELECT entity_key, article_id, unnest(forms).alias AS alias, true AS is_new FROM entity_new
    WHERE contains(entity_key, ' ')
    UNION ALL
    SELECT entity_key, article_id, unnest(forms).alias, false FROM entity_gone
    WHERE contains(entity_key, ' ')
)
SELECT
    entity_key, lower(strip_accents(replace(alias, '.', ''))) AS short_form,
    alias = upper(alias) AND NOT contains(alias, ' ') AS is_acronym,
    count(DISTINCT article_id) FILTER (is_new) - count(DISTINCT article_id) FILTER (NOT is_new) AS more
FROM given
WHERE CASE
    WHEN starts_with(entity_key, 'person:') THEN contains(alias, ' ')
    WHEN starts_with(entity_key, 'people:') OR starts_with(entity_key, 'thing:team ') THEN false
    ELSE length(alias) BETWEEN 2 AND 16 AND NOT contains(alias, ' ')
END
GROUP BY ALL;

CREATE OR REPLACE TEMP TABLE entity_short_forms_counted AS
SELECT entity_key, short_form, is_acronym, CAST(coalesce(past.article_count, 0) + more AS INTEGER) AS article_count
FROM entity_short_form_changes LEFT JOIN entity_short_forms AS past USING (entity_key, short_form, is_acronym);

DELETE FROM entity_short_forms
WHERE (entity_key, short_form, is_acronym) IN (SELECT (entity_key, short_form, is_acronym) FROM entity_short_form_changes);

INSERT INTO entity_short_forms BY NAME FROM entity_short_forms_counted WHERE article_count > 0;

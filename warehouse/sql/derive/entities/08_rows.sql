-- grain: entities one row a real-world entity; entity_aliases one row a surface form of an entity
-- key: entity_id; (entity_id, alias)
-- reason: what readers see of each entity that gained or lost anything, that a decision names, or whose articles were
-- seen again; and its mentions and quotations, which carry it

CREATE OR REPLACE TEMP TABLE entity_touched AS
SELECT entity_id FROM entity_deltas
UNION
SELECT entity_id FROM entity_names
WHERE entity_key IN (SELECT entity_key FROM entity_rehomed UNION ALL SELECT entity_key FROM entity_redecided);

CREATE OR REPLACE TEMP TABLE entity_members AS
WITH names AS MATERIALIZED (
    FROM entity_names SEMI JOIN entity_touched USING (entity_id)
),
homes AS MATERIALIZED (
    FROM entity_homes SEMI JOIN names USING (entity_key)
)
SELECT
    names.*,
    homes.evidence, homes.home_key, home.is_open,
    names.entity_key[position(':' IN names.entity_key) :] = homes.home_key[position(':' IN homes.home_key) :] AS is_home
FROM names
LEFT JOIN homes USING (entity_key)
LEFT JOIN (
    FROM entity_homes WHERE entity_key IN (SELECT home_key FROM homes)
) AS home ON home.entity_key = homes.home_key;

-- The name most articles use among those of the home key, the fuller one where they tie; the type by majority.
CREATE OR REPLACE TEMP TABLE entity_named AS
WITH decided AS (
    SELECT md5(homes.home_key) AS entity_id,
        arg_min(decided.value, decided.line) FILTER (action = 'rename') AS name,
        arg_min(decided.value, decided.line) FILTER (action = 'wikidata') AS wikidata_id
    FROM entity_decided AS decided JOIN entity_homes AS homes USING (entity_key)
    WHERE decided.action IN ('rename', 'wikidata')
    GROUP BY ALL
),
spelled AS (
    SELECT entity_id, name FROM entity_members
    GROUP BY entity_id, name, is_home
    QUALIFY row_number() OVER (
        PARTITION BY entity_id
        ORDER BY
            is_home DESC NULLS LAST, name = upper(name) AND length(name) > 5, sum(article_count) DESC,
            sum(mention_count) DESC, length(name) DESC, name
    ) = 1
),
typed AS (
    SELECT entity_id, label FROM entity_members
    GROUP BY entity_id, label
    QUALIFY row_number() OVER (PARTITION BY entity_id ORDER BY sum(mention_count) DESC, label) = 1
)
SELECT
    entity_id, coalesce(decided.name, spelled.name) AS name, typed.label, decided.wikidata_id,
    CASE WHEN typed.label IN ('GPE', 'NORP') THEN summed.country_code END AS country_code,
    summed.mention_count, summed.is_ambiguous
FROM spelled
JOIN typed USING (entity_id)
JOIN (
    SELECT
        entity_id, min(country_code) AS country_code, CAST(sum(mention_count) AS INTEGER) AS mention_count,
        bool_or(is_open OR home_key IS NULL OR (NOT contains(entity_key, ' ') AND entity_id <> md5(home_key))) AS is_ambiguous
    FROM entity_members GROUP BY entity_id
) AS summed USING (entity_id)
LEFT JOIN decided USING (entity_id);

DELETE FROM entity_aliases WHERE entity_id IN (SELECT entity_id FROM entity_touched);

INSERT INTO entity_aliases BY NAME
WITH forms AS (
    SELECT
        entity_id, alias, CAST(sum(mention_count) AS INTEGER) AS mention_count,
        CASE WHEN bool_or(coalesce(homes.evidence, 'name') = 'name') THEN 'name' ELSE min(homes.evidence) END AS evidence
    FROM entity_forms SEMI JOIN entity_touched USING (entity_id)
    LEFT JOIN entity_homes AS homes USING (entity_key)
    GROUP BY entity_id, alias
)
FROM forms
UNION ALL
SELECT entity_id, name, 0, 'canonical' FROM entity_named ANTI JOIN forms ON forms.entity_id = entity_named.entity_id
    AND forms.alias = entity_named.name;

-- Articles and times are counted again where anything was lost or came from another entity, or articles were seen again;
-- where articles only came they are added.
CREATE OR REPLACE TEMP TABLE entity_counts AS
WITH again AS (
    SELECT entity_id FROM entity_deltas WHERE sign < 0
    UNION
    SELECT entity_id FROM entity_assigned WHERE old_id <> ''
    UNION
    SELECT entity_id FROM entity_links SEMI JOIN entity_retimed USING (article_id)
    UNION
    SELECT entity_id FROM entity_named ANTI JOIN (SELECT entity_id FROM entity_deltas) AS gained USING (entity_id)
),
counted AS (
    SELECT
        links.entity_id, CAST(count(DISTINCT links.article_id) AS INTEGER) AS article_count,
        min(readings.first_seen_at) AS first_seen_at, max(readings.last_seen_at) AS last_seen_at
    FROM entity_links AS links
    SEMI JOIN again USING (entity_id)
    JOIN entity_readings AS readings USING (article_id)
    GROUP BY links.entity_id
),
gained AS (
    SELECT
        deltas.entity_id, CAST(count(DISTINCT deltas.article_id) AS INTEGER) AS article_count,
        min(readings.first_seen_at) AS first_seen_at, max(readings.last_seen_at) AS last_seen_at
    FROM entity_deltas AS deltas
    ANTI JOIN again USING (entity_id)
    JOIN entity_readings AS readings USING (article_id)
    GROUP BY deltas.entity_id
)
FROM counted
UNION ALL
SELECT
    gained.entity_id, gained.article_count + coalesce(past.article_count, 0),
    least(gained.first_seen_at, past.first_seen_at), greatest(gained.last_seen_at, past.last_seen_at)
FROM gained LEFT JOIN entities AS past USING (entity_id);

CREATE OR REPLACE TEMP TABLE entity_renamed AS
SELECT entity_id
FROM entity_named AS present LEFT JOIN entities AS past USING (entity_id)
WHERE present.name IS DISTINCT FROM past.name;

DELETE FROM entities WHERE entity_id IN (SELECT entity_id FROM entity_touched);

UPDATE entities SET first_seen_at = counts.first_seen_at, last_seen_at = counts.last_seen_at
FROM entity_counts AS counts
WHERE entities.entity_id = counts.entity_id
    AND (entities.first_seen_at, entities.last_seen_at) IS DISTINCT FROM (counts.first_seen_at, counts.last_seen_at);

INSERT INTO entities BY NAME
SELECT
    named.entity_id, named.name, named.label, named.country_code, coalesce(others.aliases, []) AS aliases,
    named.mention_count, counts.article_count, counts.first_seen_at, counts.last_seen_at, named.wikidata_id,
    named.is_ambiguous
FROM entity_named AS named
JOIN entity_counts AS counts USING (entity_id)
LEFT JOIN (
    SELECT forms.entity_id, list(forms.alias ORDER BY forms.mention_count DESC, forms.alias) AS aliases
    FROM entity_aliases AS forms
    JOIN entity_named AS named USING (entity_id)
    WHERE forms.alias <> named.name
    GROUP BY forms.entity_id
) AS others USING (entity_id);

-- Mentions and quotations carry the entity of their article's entity; a speaker whom no entity stands for keeps the
-- name that the article gives.
UPDATE entity_mentions SET entity_id = assigned.entity_id
FROM (FROM entity_assigned WHERE old_id <> '') AS assigned
WHERE entity_mentions.article_entity_id = assigned.article_entity_id
    AND entity_mentions.entity_id IS DISTINCT FROM assigned.entity_id;

UPDATE entity_mentions SET entity_id = assigned.entity_id
FROM (
    SELECT mentions.rowid AS row_no, present.entity_id
    FROM entity_mentions AS mentions
    SEMI JOIN entity_mention_rows AS came ON came.row_no = mentions.rowid
    JOIN entity_assigned AS present USING (article_entity_id)
) AS assigned
WHERE entity_mentions.rowid = assigned.row_no AND entity_mentions.entity_id IS DISTINCT FROM assigned.entity_id;

UPDATE quotes SET speaker_entity_id = linked.entity_id, speaker_name = linked.name
FROM (
    SELECT q.quote_id, l.entity_id, coalesce(e.name, q.speaker_name_in_article) AS name
    FROM (
        FROM quotes
        WHERE article_id IN (SELECT article_id FROM entity_changes)
            OR speaker_article_entity_id IN (SELECT article_entity_id FROM entity_assigned)
            OR speaker_entity_id IN (SELECT entity_id FROM entity_renamed)
    ) AS q
    LEFT JOIN entity_links AS l ON l.article_entity_id = q.speaker_article_entity_id
    LEFT JOIN entities AS e USING (entity_id)
    WHERE (q.speaker_entity_id, q.speaker_name) IS DISTINCT FROM (l.entity_id, coalesce(e.name, q.speaker_name_in_article))
) AS linked
WHERE quotes.quote_id = linked.quote_id;

DROP TABLE entity_redecided;
DROP TABLE entity_changes;
DROP TABLE entity_retimed;
DROP TABLE entity_gone;
DROP TABLE entity_fields;
DROP TABLE entity_mention_rows;
DROP TABLE entity_claim_rows;
DROP TABLE entity_new;
DROP TABLE entity_dirty;
DROP TABLE entity_counted;
DROP TABLE entity_short_form_changes;
DROP TABLE entity_short_forms_counted;
DROP TABLE namesake_open;
DROP TABLE namesake_senses;
DROP TABLE entity_moved;
DROP TABLE entity_rehomed;
DROP TABLE entity_resettled;
DROP TABLE entity_assigned;
DROP TABLE entity_deltas;
DROP TABLE entity_names_new;
DROP TABLE entity_forms_new;
DROP TABLE entity_touched;
DROP TABLE entity_members;
DROP TABLE entity_named;
DROP TABLE entity_counts;
DROP TABLE entity_renamed;
DROP TABLE entity_common_given;
DROP TABLE entity_common_surnames;

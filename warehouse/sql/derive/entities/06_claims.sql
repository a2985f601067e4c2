-- grain: entity_links one row an entity of an article; the temporary gone_claims and new_claims as well
-- key: article_entity_id
-- reason: what articles say of people, organisations and places, brought up to date where an article or a decision
-- changed: what left, and what came

CREATE OR REPLACE TEMP TABLE gone_claims AS
FROM entity_links SEMI JOIN (FROM changed_articles WHERE is_known) AS known USING (article_id);

DELETE FROM entity_links WHERE article_entity_id IN (SELECT article_entity_id FROM gone_claims);

-- Found by article first and read by row then: what a run adds stands at the end, and no other row is read whole.
CREATE OR REPLACE TEMP TABLE changed_mention_rows AS
SELECT rowid AS row_no FROM entity_mentions SEMI JOIN changed_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE changed_entity_rows AS
SELECT rowid AS row_no FROM article_entities SEMI JOIN changed_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE new_claims AS
WITH forms AS (
    SELECT article_entity_id, text AS alias, CAST(count(*) AS INTEGER) AS mention_count
    FROM entity_mentions SEMI JOIN changed_mention_rows ON changed_mention_rows.row_no = entity_mentions.rowid
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
    FROM article_entities SEMI JOIN changed_entity_rows ON changed_entity_rows.row_no = article_entities.rowid
)
SELECT
    claims.article_entity_id, '' AS entity_id, claims.article_id,
    coalesce(types.new_key, claims.entity_key) AS entity_key,
    CAST(NULL AS VARCHAR) AS sense, claims.name,
    coalesce(types.label, claims.label) AS label, claims.country_code, claims.gender, stated_fields.field,
    mentions.mention_count, mentions.forms
FROM claims
JOIN mentions USING (article_entity_id)
LEFT JOIN types USING (entity_key)
LEFT JOIN stated_fields USING (article_entity_id);

-- A lone surname beside somebody of that surname whom the article does not mean by it ("Mrs. Odell" beside Jonas
-- Odell) is somebody else: it stands for itself.
UPDATE new_claims SET sense = article_id
WHERE starts_with(entity_key, 'person:') AND NOT contains(entity_key, ' ')
    AND (article_id, entity_key) IN (
        SELECT (article_id, 'person:' || string_split(entity_key, ' ')[-1]) FROM new_claims
        WHERE starts_with(entity_key, 'person:') AND contains(entity_key, ' ')
    );

INSERT INTO entity_links BY NAME FROM new_claims;

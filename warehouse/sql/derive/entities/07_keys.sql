-- grain: entity_keys one row a kind and merge key; the temporary touched_keys and counted_keys as well, those that
-- claims came to or left, or that a decision is about
-- key: entity_key
-- reason: how many articles use each key, and the parts of its name. Counts are kept by adding what came and taking
-- away what went; the files after this one look at nothing else than what the touched keys touch.

-- The keys touched, the parts of their names, and how many more articles use them.
CREATE OR REPLACE TEMP TABLE touched_keys AS
WITH used AS (
    SELECT entity_key, article_id, true AS is_new FROM new_claims WHERE sense IS NULL
    UNION ALL
    SELECT entity_key, article_id, false FROM gone_claims WHERE sense IS DISTINCT FROM article_id
),
counted AS (
    SELECT
        entity_key,
        count(DISTINCT article_id) FILTER (is_new) - count(DISTINCT article_id) FILTER (NOT is_new) AS more
    FROM used GROUP BY entity_key
    UNION ALL
    SELECT DISTINCT entity_key, 0 FROM redecided_keys ANTI JOIN used USING (entity_key)
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

CREATE OR REPLACE TEMP TABLE counted_keys AS
SELECT
    touched.* EXCLUDE (more, initials), coalesce(touched.initials, '') AS initials,
    CAST(coalesce(past.article_count, 0) + more AS INTEGER) AS article_count,
    past.entity_key IS NULL AS is_new,
    touched.word_count = 2 AND is_common_name(touched.given, touched.surname) AS is_common
FROM touched_keys AS touched
LEFT JOIN entity_keys AS past USING (entity_key);

DELETE FROM entity_keys WHERE entity_key IN (SELECT entity_key FROM touched_keys);

INSERT INTO entity_keys BY NAME SELECT * EXCLUDE (is_new, is_common) FROM counted_keys WHERE article_count > 0;

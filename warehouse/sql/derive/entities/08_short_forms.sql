-- grain: entity_short_forms one row a shorter name of a key; the temporary touched_short_forms and counted_short_forms
-- as well, those that claims came to or left
-- key: (entity_key, short_form, is_acronym)
-- reason: an article that calls something by a longer and a shorter name says that they are one

-- The shorter names that articles give longer ones, of the keys touched: an article that uses both says that they are
-- one. Clubs go by the names of their cities, which do not become them.
CREATE OR REPLACE TEMP TABLE touched_short_forms AS
WITH given AS (
    SELECT entity_key, article_id, unnest(forms).alias AS alias, true AS is_new FROM new_claims
    WHERE contains(entity_key, ' ')
    UNION ALL
    SELECT entity_key, article_id, unnest(forms).alias, false FROM gone_claims
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

CREATE OR REPLACE TEMP TABLE counted_short_forms AS
SELECT entity_key, short_form, is_acronym, CAST(coalesce(past.article_count, 0) + more AS INTEGER) AS article_count
FROM touched_short_forms LEFT JOIN entity_short_forms AS past USING (entity_key, short_form, is_acronym);

DELETE FROM entity_short_forms
WHERE (entity_key, short_form, is_acronym) IN (SELECT (entity_key, short_form, is_acronym) FROM touched_short_forms);

INSERT INTO entity_short_forms BY NAME FROM counted_short_forms WHERE article_count > 0;

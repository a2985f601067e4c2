-- grain: story_present, one row for each report; story_changes, one row for each that is new, gone or another
-- key: article_id
-- reason: only what changed since the last run is read and compared
CREATE OR REPLACE TEMP MACRO story_words_of(content) AS list_transform(
    regexp_extract_all(lower(content), '[\p{L}\p{N}]+(?:[''’-][\p{L}\p{N}]+)*'),
    LAMBDA word: regexp_replace(word, '[''’]s$', '')
);

-- How common a word is (log10 per billion); of figures the short ones are common, and a word not listed is rare.
CREATE OR REPLACE TEMP MACRO story_zipf_of(word, listed) AS coalesce(
    listed,
    CASE
        WHEN regexp_full_match(word, '[0-9]{1,2}') THEN 5.0
        WHEN regexp_full_match(word, '[0-9].*') THEN 4.0
        ELSE 2.0
    END
);

CREATE OR REPLACE TEMP TABLE story_present AS
SELECT
    article_id, coalesce(language, '') AS language,
    coalesce(published_at, first_seen_at) AS starts_at,
    CASE
        WHEN published_precision = 'instant' THEN published_at
        ELSE coalesce(published_at, first_seen_at) + INTERVAL 1 DAY
    END AS ends_at,
    hash(title, text_sha256, language, starts_at, ends_at, run_id) AS fingerprint
FROM articles
WHERE duplicate_of IS NULL;

CREATE OR REPLACE TEMP TABLE story_changes AS
SELECT article_id, present.article_id IS NOT NULL AS is_present
FROM story_present AS present FULL JOIN story_readings AS past USING (article_id)
WHERE present.fingerprint IS DISTINCT FROM past.fingerprint;

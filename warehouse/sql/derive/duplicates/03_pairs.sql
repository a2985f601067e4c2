-- grain: article_pairs one row two articles that are near-identical; the temporary candidate_pairs two that share
-- a band
-- key: (left_id, right_id), left_id the smaller
-- reason: articles that share a band may be near-identical; their signatures tell

-- Every candidate pair with an article in it that is to be compared.
CREATE OR REPLACE TEMP TABLE candidate_pairs AS
WITH wanted AS (
    SELECT article_id, band_no, band FROM article_bands SEMI JOIN compared_articles USING (article_id)
),
held AS (
    SELECT article_id, band_no, band
    FROM article_bands SEMI JOIN wanted USING (band_no, band)
),
buckets AS (
    SELECT band_no, band, min(article_id) AS first_id, count(*) AS size
    FROM held
    GROUP BY band_no, band
    HAVING count(*) > 1
)
SELECT DISTINCT least(a.article_id, b.article_id) AS left_id, greatest(a.article_id, b.article_id) AS right_id
FROM buckets
JOIN wanted AS a USING (band_no, band)
JOIN held AS b USING (band_no, band)
WHERE a.article_id <> b.article_id AND (size <= 50 OR first_id IN (a.article_id, b.article_id));

DELETE FROM article_pairs
WHERE left_id IN (SELECT article_id FROM compared_articles)
    OR right_id IN (SELECT article_id FROM compared_articles);

-- Resemblance is the share of equal minima; containment follows from it and the lengths, and finds cut copies.
INSERT INTO article_pairs BY NAME
WITH compared AS (
    SELECT
        left_id,
        right_id,
        len(list_filter(list_zip(l.signature, r.signature), LAMBDA pair: pair[1] = pair[2])) / len(l.signature)
            AS resemblance,
        l.word_count + r.word_count AS words,
        least(l.word_count, r.word_count) AS shorter
    FROM candidate_pairs
    JOIN articles AS l ON l.article_id = left_id
    JOIN articles AS r ON r.article_id = right_id
),
measured AS (
    SELECT *, least(1.0, resemblance / (1 + resemblance) * words / shorter) AS containment
    FROM compared
)
SELECT left_id, right_id, greatest(resemblance, containment) AS similarity
FROM measured
WHERE resemblance >= 0.4 OR (containment >= 0.6 AND resemblance >= 0.15);

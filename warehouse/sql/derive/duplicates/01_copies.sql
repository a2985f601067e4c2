-- Grain: article_bands, one row an article and band; article_fingerprints, one row an article that was compared;
-- article_pairs, one row two articles that are near-identical; article_duplicates, one row an article that copies
-- another.
-- Key: article_bands (article_id, band_no); article_fingerprints (article_id); article_pairs (left_id, right_id);
-- article_duplicates (article_id).
-- Reason: syndicated and near-identical texts are told from independent reports, over all runs, without comparing
-- all pairs: candidates share a band, signatures settle how much they share, and the earliest of each cluster is
-- the original. Only what changed since the last run is compared, and only clusters that it touches are settled
-- anew; the outcome is that of deriving all from scratch, so the order of ingestion leaves no trace.

-- Articles that are new, gone, or of another signature, length or date than when they were last compared.
CREATE OR REPLACE TEMP TABLE duplicate_prints AS
SELECT article_id, hash(signature, bands, word_count, published_at, published_precision) AS fingerprint
FROM articles
WHERE word_count >= 20;

CREATE OR REPLACE TEMP TABLE duplicate_changes AS
SELECT article_id
FROM duplicate_prints AS present
FULL JOIN article_fingerprints AS past USING (article_id)
WHERE present.fingerprint IS DISTINCT FROM past.fingerprint;

CREATE OR REPLACE TEMP TABLE duplicate_new_bands AS
SELECT article_id, CAST(band_no AS INTEGER) AS band_no, band
FROM (
    SELECT article_id, generate_subscripts(bands, 1) AS band_no, unnest(bands) AS band
    FROM articles SEMI JOIN duplicate_changes USING (article_id)
    WHERE word_count >= 20
);

-- Bands held by very many articles are boilerplate (a notice in place of a text): within each, every article is
-- paired with the band's first one only, so no bucket costs more than its size. Where a bucket grows or shrinks past
-- that size, or gets another first one, its unchanged articles pair anew as well.
CREATE OR REPLACE TEMP TABLE duplicate_touched AS
SELECT band_no, band FROM duplicate_new_bands
UNION
SELECT band_no, band FROM article_bands SEMI JOIN duplicate_changes USING (article_id);

CREATE OR REPLACE TEMP TABLE duplicate_crowds AS
SELECT band_no, band, min(article_id) AS first_id
FROM article_bands SEMI JOIN duplicate_touched USING (band_no, band)
GROUP BY band_no, band
HAVING count(*) > 50;

DELETE FROM article_bands WHERE article_id IN (SELECT article_id FROM duplicate_changes);

INSERT INTO article_bands BY NAME SELECT * FROM duplicate_new_bands;

DROP TABLE duplicate_new_bands;

CREATE OR REPLACE TEMP TABLE duplicate_compared AS
WITH crowds AS (
    SELECT band_no, band, min(article_id) AS first_id
    FROM article_bands SEMI JOIN duplicate_touched USING (band_no, band)
    GROUP BY band_no, band
    HAVING count(*) > 50
),
shifted AS (
    SELECT band_no, band
    FROM crowds AS present
    FULL JOIN duplicate_crowds AS past USING (band_no, band)
    WHERE present.first_id IS DISTINCT FROM past.first_id
)
SELECT article_id FROM duplicate_changes
UNION
SELECT article_id FROM article_bands SEMI JOIN shifted USING (band_no, band);

DROP TABLE duplicate_touched;
DROP TABLE duplicate_crowds;

-- Every candidate pair with an article in it that is to be compared.
CREATE OR REPLACE TEMP TABLE duplicate_candidates AS
WITH wanted AS (
    SELECT article_id, band_no, band FROM article_bands SEMI JOIN duplicate_compared USING (article_id)
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
WHERE left_id IN (SELECT article_id FROM duplicate_compared)
    OR right_id IN (SELECT article_id FROM duplicate_compared);

-- Resemblance is the share of equal minima; containment follows from it and the lengths, and finds cut copies.
INSERT INTO article_pairs BY NAME
WITH compared AS (
    SELECT
        left_id,
        right_id,
        len(list_filter(list_zip(l.signature, r.signature), pair -> pair[1] = pair[2])) / len(l.signature) AS resemblance,
        l.word_count + r.word_count AS words,
        least(l.word_count, r.word_count) AS shorter
    FROM duplicate_candidates
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

-- What was compared, what it pairs with now, and all that stood in a cluster with any of them: no pair leads out.
CREATE OR REPLACE TEMP TABLE duplicate_unsettled AS
WITH met AS (
    SELECT article_id FROM duplicate_compared
    UNION
    SELECT right_id FROM article_pairs WHERE left_id IN (SELECT article_id FROM duplicate_compared)
    UNION
    SELECT left_id FROM article_pairs WHERE right_id IN (SELECT article_id FROM duplicate_compared)
),
roots AS (
    SELECT article_id FROM met
    UNION
    SELECT duplicate_of FROM article_duplicates SEMI JOIN met USING (article_id)
)
SELECT article_id FROM roots
UNION
SELECT article_id FROM article_duplicates WHERE duplicate_of IN (SELECT article_id FROM roots);

CREATE OR REPLACE TEMP TABLE duplicate_pairs AS
FROM article_pairs WHERE left_id IN (SELECT article_id FROM duplicate_unsettled);

-- Clusters: each article takes the smallest rank it can reach over the pairs. A date by day only counts as the end
-- of that day, since it may be any time of it: a wire's instant goes before a reprint dated by the same day.
CREATE OR REPLACE TEMP TABLE duplicate_ranks AS
SELECT
    article_id,
    row_number() OVER (
        ORDER BY
            published_at + CASE WHEN published_precision = 'day' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END NULLS LAST,
            article_id
    ) AS rank
FROM articles
WHERE article_id IN (SELECT left_id FROM duplicate_pairs UNION SELECT right_id FROM duplicate_pairs);

CREATE OR REPLACE TEMP TABLE duplicate_clusters AS
WITH RECURSIVE edges AS (
    SELECT l.rank AS from_rank, r.rank AS to_rank
    FROM duplicate_pairs
    JOIN duplicate_ranks AS l ON l.article_id = left_id
    JOIN duplicate_ranks AS r ON r.article_id = right_id
),
links AS (
    SELECT from_rank, to_rank FROM edges
    UNION ALL
    SELECT to_rank, from_rank FROM edges
),
reached (rank, root) USING KEY (rank) AS (
    SELECT rank, rank FROM duplicate_ranks
    UNION
    SELECT links.to_rank, min(reached.root)
    FROM reached
    JOIN links ON links.from_rank = reached.rank
    JOIN recurring.reached AS known ON known.rank = links.to_rank
    WHERE reached.root < known.root
    GROUP BY links.to_rank
)
SELECT rank, root FROM reached;

DELETE FROM article_duplicates WHERE article_id IN (SELECT article_id FROM duplicate_unsettled);

-- Similarity is that to the original; where only a chain of copies leads there, that to the nearest copy.
INSERT INTO article_duplicates BY NAME
WITH partners AS (
    SELECT left_id AS article_id, right_id AS partner_id, similarity FROM duplicate_pairs
    UNION ALL
    SELECT right_id, left_id, similarity FROM duplicate_pairs
),
nearest AS (
    SELECT article_id, max(similarity) AS similarity FROM partners GROUP BY article_id
)
SELECT
    copy.article_id,
    original.article_id AS duplicate_of,
    coalesce(direct.similarity, nearest.similarity) AS similarity
FROM duplicate_clusters AS clusters
JOIN duplicate_ranks AS copy ON copy.rank = clusters.rank
JOIN duplicate_ranks AS original ON original.rank = clusters.root
JOIN nearest ON nearest.article_id = copy.article_id
LEFT JOIN partners AS direct ON direct.article_id = copy.article_id AND direct.partner_id = original.article_id
WHERE clusters.rank <> clusters.root;

UPDATE articles SET duplicate_of = NULL
WHERE duplicate_of IS NOT NULL AND article_id NOT IN (SELECT article_id FROM article_duplicates);

UPDATE articles SET duplicate_of = found.duplicate_of
FROM article_duplicates AS found
WHERE articles.article_id = found.article_id AND articles.duplicate_of IS DISTINCT FROM found.duplicate_of;

DELETE FROM article_fingerprints WHERE article_id IN (SELECT article_id FROM duplicate_changes);

INSERT INTO article_fingerprints BY NAME SELECT * FROM duplicate_prints SEMI JOIN duplicate_changes USING (article_id);

DROP TABLE duplicate_prints;
DROP TABLE duplicate_changes;
DROP TABLE duplicate_compared;
DROP TABLE duplicate_unsettled;
DROP TABLE duplicate_candidates;
DROP TABLE duplicate_pairs;
DROP TABLE duplicate_ranks;
DROP TABLE duplicate_clusters;

-- grain: article_bands one row an article and band; the temporary touched_bands and past_crowds one row a band,
-- compared_articles one row an article that is to be compared
-- key: (article_id, band_no); (band_no, band); article_id
-- reason: bands held by very many articles are boilerplate (a notice in place of a text): within each, every article is
-- paired with the band's first one only, so no bucket costs more than its size. Where a bucket grows or shrinks past
-- that size, or gets another first one, its unchanged articles pair anew as well.

CREATE OR REPLACE TEMP TABLE touched_bands AS
SELECT band_no, band FROM new_bands
UNION
SELECT band_no, band FROM article_bands SEMI JOIN changed_articles USING (article_id);

CREATE OR REPLACE TEMP TABLE past_crowds AS
SELECT band_no, band, min(article_id) AS first_id
FROM article_bands SEMI JOIN touched_bands USING (band_no, band)
GROUP BY band_no, band
HAVING count(*) > 50;

DELETE FROM article_bands WHERE article_id IN (SELECT article_id FROM changed_articles);

INSERT INTO article_bands BY NAME SELECT * FROM new_bands;

CREATE OR REPLACE TEMP TABLE compared_articles AS
WITH crowds AS (
    SELECT band_no, band, min(article_id) AS first_id
    FROM article_bands SEMI JOIN touched_bands USING (band_no, band)
    GROUP BY band_no, band
    HAVING count(*) > 50
),
shifted AS (
    SELECT band_no, band
    FROM crowds AS present
    FULL JOIN past_crowds AS past USING (band_no, band)
    WHERE present.first_id IS DISTINCT FROM past.first_id
)
SELECT article_id FROM changed_articles
UNION
SELECT article_id FROM article_bands SEMI JOIN shifted USING (band_no, band);

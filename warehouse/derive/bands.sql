-- grain: article_bands, one row for each band of an article's near-duplicate signature
-- key: (article_id, band_no)
-- reason: candidates for copies are found by an equality join on bands; only changed articles are written
CREATE OR REPLACE TEMP TABLE wanted_bands AS
SELECT article_id, unnest(range(1, len(bands) + 1))::INTEGER AS band_no, unnest(bands) AS band FROM articles;

DELETE FROM article_bands WHERE (article_id, band_no, band) NOT IN (SELECT (article_id, band_no, band) FROM wanted_bands);

INSERT INTO article_bands BY NAME
FROM wanted_bands ANTI JOIN article_bands USING (article_id, band_no, band)

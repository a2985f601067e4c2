-- grain: what derive/duplicates.sql knew when it last ran, one table each; grain and key beside each
-- key: no constraint says so; checks/ prove it
-- reason: copies are then derived over what has changed, not over all articles at every run

-- One row for each article that takes part in the search for copies; key article_id.
CREATE TABLE article_fingerprints (
    article_id VARCHAR NOT NULL,
    fingerprint UBIGINT NOT NULL  -- of its signature, length and date
);

-- One row for each two articles that are near-identical; key (left_id, right_id), left_id the smaller.
CREATE TABLE article_pairs (
    left_id VARCHAR NOT NULL,
    right_id VARCHAR NOT NULL,
    similarity DOUBLE NOT NULL
);

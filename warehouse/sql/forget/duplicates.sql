-- grain: none
-- key: none
-- reason: copies are derived anew from the articles; without a derivation no article is known to be one
DELETE FROM article_bands;
DELETE FROM article_pairs;
DELETE FROM article_duplicates;
DELETE FROM article_fingerprints;
UPDATE articles SET duplicate_of = NULL WHERE duplicate_of IS NOT NULL;
DELETE FROM derivations WHERE step = 'duplicates';

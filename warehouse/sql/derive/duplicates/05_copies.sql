-- grain: article_duplicates one row an article that copies another; article_fingerprints one row an article that was
-- compared; articles one row each
-- key: article_id
-- reason: readers see of which article each is a copy, and the next run what this one compared

DELETE FROM article_duplicates WHERE article_id IN (SELECT article_id FROM unsettled_articles);

-- Similarity is that to the original; where only a chain of copies leads there, that to the nearest copy.
INSERT INTO article_duplicates BY NAME
WITH partners AS (
    SELECT left_id AS article_id, right_id AS partner_id, similarity FROM unsettled_pairs
    UNION ALL
    SELECT right_id, left_id, similarity FROM unsettled_pairs
),
nearest AS (
    SELECT article_id, max(similarity) AS similarity FROM partners GROUP BY article_id
)
SELECT
    copy.article_id,
    original.article_id AS duplicate_of,
    coalesce(direct.similarity, nearest.similarity) AS similarity
FROM clusters AS clusters
JOIN article_ranks AS copy ON copy.rank = clusters.rank
JOIN article_ranks AS original ON original.rank = clusters.root
JOIN nearest ON nearest.article_id = copy.article_id
LEFT JOIN partners AS direct ON direct.article_id = copy.article_id AND direct.partner_id = original.article_id
WHERE clusters.rank <> clusters.root;

UPDATE articles SET duplicate_of = NULL
WHERE duplicate_of IS NOT NULL AND article_id NOT IN (SELECT article_id FROM article_duplicates);

UPDATE articles SET duplicate_of = found.duplicate_of
FROM article_duplicates AS found
WHERE articles.article_id = found.article_id AND articles.duplicate_of IS DISTINCT FROM found.duplicate_of;

DELETE FROM article_fingerprints WHERE article_id IN (SELECT article_id FROM changed_articles);

INSERT INTO article_fingerprints BY NAME SELECT * FROM present_prints SEMI JOIN changed_articles USING (article_id);

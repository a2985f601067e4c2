-- grain: the temporary unsettled_articles, article_ranks and clusters, one row an article; unsettled_pairs, one row two
-- key: article_id; article_id; rank; (left_id, right_id)
-- reason: copies of copies are copies of one original, the earliest

-- What was compared, what it pairs with now, and all that stood in a cluster with any of them: no pair leads out.
CREATE OR REPLACE TEMP TABLE unsettled_articles AS
WITH met AS (
    SELECT article_id FROM compared_articles
    UNION
    SELECT right_id FROM article_pairs WHERE left_id IN (SELECT article_id FROM compared_articles)
    UNION
    SELECT left_id FROM article_pairs WHERE right_id IN (SELECT article_id FROM compared_articles)
),
roots AS (
    SELECT article_id FROM met
    UNION
    SELECT duplicate_of FROM article_duplicates SEMI JOIN met USING (article_id)
)
SELECT article_id FROM roots
UNION
SELECT article_id FROM article_duplicates WHERE duplicate_of IN (SELECT article_id FROM roots);

CREATE OR REPLACE TEMP TABLE unsettled_pairs AS
FROM article_pairs WHERE left_id IN (SELECT article_id FROM unsettled_articles);

-- Clusters: each article takes the smallest rank it can reach over the pairs. A date by day only counts as the end
-- of that day, since it may be any time of it: a wire's instant goes before a reprint dated by the same day.
CREATE OR REPLACE TEMP TABLE article_ranks AS
SELECT
    article_id,
    row_number() OVER (
        ORDER BY
            published_at + CASE WHEN published_precision = 'day' THEN INTERVAL 1 DAY ELSE INTERVAL 0 DAY END NULLS LAST,
            article_id
    ) AS rank
FROM articles
WHERE article_id IN (SELECT left_id FROM unsettled_pairs UNION SELECT right_id FROM unsettled_pairs);

CREATE OR REPLACE TEMP TABLE clusters AS
WITH RECURSIVE edges AS (
    SELECT l.rank AS from_rank, r.rank AS to_rank
    FROM unsettled_pairs
    JOIN article_ranks AS l ON l.article_id = left_id
    JOIN article_ranks AS r ON r.article_id = right_id
),
links AS (
    SELECT from_rank, to_rank FROM edges
    UNION ALL
    SELECT to_rank, from_rank FROM edges
),
reached (rank, root) USING KEY (rank) AS (
    SELECT rank, rank FROM article_ranks
    UNION
    SELECT links.to_rank, min(reached.root)
    FROM reached
    JOIN links ON links.from_rank = reached.rank
    JOIN recurring.reached AS known ON known.rank = links.to_rank
    WHERE reached.root < known.root
    GROUP BY links.to_rank
)
SELECT rank, root FROM reached;

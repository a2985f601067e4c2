-- grain: story_pairs, one row for two reports that are somewhat alike
-- key: (left_id, right_id)
-- reason: likeness is that of the words (cosine), halved by some twenty-eight hours between the reports; it hangs on
-- the two alone. Compared are reports that share one of the fifteen words that say most about each (prefix filtering,
-- Bayardo et al. 2007), and none more than three days apart: another event of the same kind is not this one
DELETE FROM story_pairs
WHERE left_id IN (SELECT article_id FROM story_changes) OR right_id IN (SELECT article_id FROM story_changes);

CREATE OR REPLACE TEMP TABLE story_candidates AS
WITH changed AS (
    FROM story_readings SEMI JOIN story_changes USING (article_id)
),
near AS (
    SELECT article_id, language, starts_at, ends_at, unnest(range(
        starts_at::DATE::TIMESTAMP, ends_at::DATE::TIMESTAMP + INTERVAL 1 DAY, INTERVAL 1 DAY
    ))::DATE AS day
    FROM story_readings
    WHERE starts_at <= (SELECT max(ends_at) FROM changed) + INTERVAL 3 DAY
        AND ends_at >= (SELECT min(starts_at) FROM changed) - INTERVAL 3 DAY
),
searched AS (
    SELECT c.article_id, c.language, c.starts_at, c.ends_at, w.word, unnest(range(
        c.starts_at::DATE::TIMESTAMP - INTERVAL 3 DAY, c.ends_at::DATE::TIMESTAMP + INTERVAL 4 DAY, INTERVAL 1 DAY
    ))::DATE AS day
    FROM changed AS c JOIN story_words AS w USING (article_id)
    WHERE w.rank <= 15
),
held AS (
    SELECT n.*, w.word FROM near AS n JOIN story_words AS w USING (article_id) WHERE w.rank <= 15
)
SELECT DISTINCT
    least(s.article_id, h.article_id) AS left_id, greatest(s.article_id, h.article_id) AS right_id,
    greatest(0, epoch(s.starts_at) - epoch(h.ends_at), epoch(h.starts_at) - epoch(s.ends_at)) / 3600 AS hours
FROM searched AS s JOIN held AS h USING (word, day, language)
WHERE s.article_id <> h.article_id AND hours <= 72;

INSERT INTO story_pairs BY NAME
WITH left_words AS (
    SELECT c.left_id, c.right_id, c.hours, w.word, w.weight
    FROM story_candidates AS c JOIN story_words AS w ON w.article_id = c.left_id
)
SELECT
    l.left_id, l.right_id,
    round(fsum(l.weight * w.weight) * exp(-power(any_value(l.hours) / 24, 2) / 2), 6) AS similarity
FROM left_words AS l JOIN story_words AS w ON w.article_id = l.right_id AND w.word = l.word
GROUP BY l.left_id, l.right_id
HAVING similarity >= 0.08;

-- The components that what changed touches, and their reports as they are now.
CREATE OR REPLACE TEMP TABLE story_touched AS
WITH neighbours AS (
    SELECT article_id FROM story_changes
    UNION
    SELECT right_id FROM story_pairs JOIN story_changes ON left_id = article_id
    UNION
    SELECT left_id FROM story_pairs JOIN story_changes ON right_id = article_id
),
components AS (
    SELECT DISTINCT component_id FROM story_members SEMI JOIN neighbours USING (article_id)
)
SELECT article_id FROM story_members SEMI JOIN components USING (component_id)
UNION
SELECT article_id FROM story_changes;

CREATE OR REPLACE TEMP TABLE story_known AS
SELECT article_id, story_id FROM story_members;

DELETE FROM story_members WHERE article_id IN (SELECT article_id FROM story_touched);

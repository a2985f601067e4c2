-- grain: story_pairs, one row for two reports that are somewhat alike
-- key: (left_id, right_id)
-- reason: likeness is that of the words (cosine), halved by some twenty-eight hours between the reports; it hangs on the
-- two alone. Beyond three days nothing is compared: another report of the same kind of event is no report of this one
DELETE FROM story_pairs
WHERE left_id IN (SELECT article_id FROM story_changes) OR right_id IN (SELECT article_id FROM story_changes);

INSERT INTO story_pairs BY NAME
WITH changed AS (
    SELECT article_id, language, starts_at, ends_at
    FROM story_readings SEMI JOIN story_changes USING (article_id)
),
near AS (
    SELECT article_id, language, starts_at, ends_at
    FROM story_readings
    WHERE starts_at <= (SELECT max(ends_at) FROM changed) + INTERVAL 3 DAY
        AND ends_at >= (SELECT min(starts_at) FROM changed) - INTERVAL 3 DAY
),
near_words AS (
    FROM story_words SEMI JOIN near USING (article_id)
),
products AS (
    SELECT c.article_id AS changed_id, w.article_id AS other_id, sum(c.weight * w.weight) AS cosine
    FROM near_words AS w JOIN (FROM near_words SEMI JOIN changed USING (article_id)) AS c USING (word)
    WHERE w.article_id <> c.article_id
    GROUP BY ALL
    HAVING cosine >= 0.03
),
timed AS (
    SELECT
        least(p.changed_id, p.other_id) AS left_id, greatest(p.changed_id, p.other_id) AS right_id, p.cosine,
        greatest(0, epoch(a.starts_at) - epoch(b.ends_at), epoch(b.starts_at) - epoch(a.ends_at)) / 3600 AS hours
    FROM products AS p
    JOIN near AS a ON a.article_id = p.changed_id
    JOIN near AS b ON b.article_id = p.other_id AND b.language = a.language
)
SELECT DISTINCT left_id, right_id, round(cosine * exp(-power(hours / 24, 2) / 2), 6) AS similarity
FROM timed
WHERE hours <= 72 AND cosine * exp(-power(hours / 24, 2) / 2) >= 0.03;

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

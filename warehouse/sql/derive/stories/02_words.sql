-- grain: story_readings, one row for each report; story_words, one row for each report and word
-- key: article_id; (article_id, word)
-- reason: a report is known by its rare words (Sparck Jones 1972) and its names, and by no other report: how rare a
-- word is comes from a packaged list, so that the order in which reports come leaves no trace
DELETE FROM story_readings WHERE article_id IN (SELECT article_id FROM story_changes);

INSERT INTO story_readings BY NAME
SELECT article_id, fingerprint, language, starts_at, ends_at
FROM story_present SEMI JOIN (FROM story_changes WHERE is_present) USING (article_id);

DELETE FROM story_words WHERE article_id IN (SELECT article_id FROM story_changes);

INSERT INTO story_words BY NAME
WITH changed AS (
    SELECT article_id, coalesce(title, '') || ' . ' || text AS content, coalesce(language, '') AS language
    FROM articles SEMI JOIN (FROM story_changes WHERE is_present) USING (article_id)
),
counted AS (
    SELECT article_id, language, word, count(*) AS occurrences
    FROM (
        SELECT article_id, language, unnest(story_words_of(content)) AS word FROM changed
    )
    GROUP BY ALL
),
named AS (
    SELECT DISTINCT article_id, unnest(story_words_of(text)) AS word
    FROM entity_mentions SEMI JOIN changed USING (article_id)
    WHERE label IN ('PERSON', 'ORG', 'GPE', 'LOC', 'FAC', 'NORP', 'EVENT', 'PRODUCT', 'WORK_OF_ART', 'LAW')
),
weighed AS (
    SELECT
        c.article_id, c.word,
        (1 + ln(c.occurrences)) * (7.2 - story_zipf_of(c.word, f.zipf)) * if(n.word IS NULL, 1.0, 2.0) AS weight
    FROM counted AS c
    LEFT JOIN word_frequencies AS f USING (language, word)
    LEFT JOIN named AS n USING (article_id, word)
    WHERE story_zipf_of(c.word, f.zipf) < 5.8
),
ranked AS (
    SELECT *, row_number() OVER (PARTITION BY article_id ORDER BY weight DESC, word)::INTEGER AS rank
    FROM weighed
    QUALIFY rank <= 80
)
SELECT article_id, word, rank, weight / sqrt(sum(weight * weight) OVER (PARTITION BY article_id)) AS weight
FROM ranked;

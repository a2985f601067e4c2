-- grain: the temporary person_pairs, one row two names that may be one person's
-- key: (entity_key, to_key, evidence)
-- reason: people have more names than most articles give

-- A name with fewer words and a fuller one that holds them are one where an article calls somebody by both. The rare
-- one joins the frequent one, so that one article's odd wording does not name somebody; the shorter one goes first.
INSERT INTO person_pairs
WITH near AS MATERIALIZED (
    FROM entity_keys
    WHERE kind = 'person' AND word_count > 1
        AND surname IN (SELECT surname FROM choosing_keys WHERE kind = 'person' AND word_count > 1)
),
extended AS (
    SELECT short.entity_key AS short_key, short.article_count AS short_count,
        fuller.entity_key AS fuller_key, fuller.article_count AS fuller_count,
        short.word_count = 2 AND is_common_name(short.given, short.surname)
            AND greatest(short.article_count, fuller.article_count) < 20 AS is_weak
    FROM near AS short
    JOIN near AS fuller USING (surname)
    JOIN entity_short_forms AS given
        ON given.entity_key = fuller.entity_key AND given.short_form = short.merge_key
    WHERE fuller.word_count > short.word_count AND fuller.plain_key <> short.plain_key
        AND NOT is_particle(short.given)
        AND list_has_all(string_split(fuller.merge_key, ' '), string_split(short.merge_key, ' '))
)
SELECT short_key, fuller_key, fuller_count, 0, 'fuller name', if(is_weak, 'company', 'nothing') FROM extended
SEMI JOIN choosing_keys ON choosing_keys.entity_key = short_key
WHERE short_count < 4 * fuller_count
UNION ALL
SELECT fuller_key, short_key, short_count, 0, 'fuller name', if(is_weak, 'company', 'nothing') FROM extended
SEMI JOIN choosing_keys ON choosing_keys.entity_key = fuller_key
WHERE short_count >= 4 * fuller_count;

-- grain: one row for each wording of at least five words that stands in quotation marks in several articles
-- key: words_key, the words in lower case without punctuation
-- reason: where the same words were first printed, and who printed them later, copies included. A text of which
-- only the day is known counts as later than one with a time on that day.
WITH keyed AS MATERIALIZED (
    SELECT quote_id, article_id, trim(regexp_replace(lower(text), '[^\p{L}\p{N}]+', ' ', 'g')) AS words_key
    FROM quotes
    WHERE quote_type = 'direct'
),
repeated AS (
    SELECT words_key
    FROM keyed
    WHERE len(string_split(words_key, ' ')) >= 5
    GROUP BY words_key
    HAVING min(article_id) <> max(article_id)
),
said AS (
    SELECT
        k.words_key, q.text, q.speaker_name, q.speaker_entity_id, q.article_id, a.publisher, a.title,
        coalesce(a.published_at, a.first_seen_at) AS said_at,
        (said_at + INTERVAL (if(a.published_precision = 'day', 1, 0)) DAY, q.article_id, q.start_char) AS place
    FROM keyed AS k
    SEMI JOIN repeated USING (words_key)
    JOIN quotes AS q USING (quote_id)
    JOIN articles AS a ON a.article_id = q.article_id
)
SELECT
    words_key,
    arg_min(text, place) AS words,
    arg_min(speaker_name, place) AS speaker,
    arg_min(said_at, place) AS first_said_at,
    arg_min(publisher, place) AS first_publisher,
    arg_min(article_id, place) AS first_article_id,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT publisher) AS outlets,
    count(DISTINCT speaker_entity_id) > 1 AS is_disputed,
    max(said_at) AS last_said_at
FROM said
GROUP BY words_key

-- grain: one row for each wording of at least five words that stands in quotation marks in several articles
-- key: words_key, the words in lower case without punctuation
-- reason: where the same words were first said in print, and who carried them after; copies count as carriers
WITH said AS (
    SELECT
        trim(regexp_replace(lower(q.text), '[^\p{L}\p{N}]+', ' ', 'g')) AS words_key,
        q.text, q.speaker_name, q.speaker_entity_id, q.article_id, a.publisher, a.title,
        coalesce(a.published_at, a.first_seen_at) AS said_at
    FROM quotes AS q JOIN articles AS a USING (article_id)
    WHERE q.quote_type = 'direct'
)
SELECT
    words_key,
    arg_min(text, (said_at, article_id)) AS words,
    arg_min(speaker_name, (said_at, article_id)) AS speaker,
    min(said_at) AS first_said_at,
    arg_min(publisher, (said_at, article_id)) AS first_publisher,
    arg_min(article_id, (said_at, article_id)) AS first_article_id,
    count(DISTINCT article_id) AS articles,
    count(DISTINCT publisher) AS outlets,
    count(DISTINCT speaker_entity_id) > 1 AS is_disputed,
    max(said_at) AS last_said_at
FROM said
WHERE len(string_split(words_key, ' ')) >= 5
GROUP BY words_key
HAVING count(DISTINCT article_id) > 1

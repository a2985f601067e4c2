-- grain: utterances, one row for each thing said; quotes, one row for each quotation
-- key: utterance_id; quote_id
-- reason: who had it first, how far it went, and whether it was reported or copied
UPDATE quotes AS q SET utterance_id = m.utterance_id
FROM utterance_members AS m
WHERE q.quote_id = m.quote_id AND q.utterance_id IS DISTINCT FROM m.utterance_id;

CREATE OR REPLACE TEMP TABLE utterance_rows AS
WITH said AS (
    SELECT
        m.utterance_id, m.change, q.quote_id, q.text, q.quote_type, q.speaker_entity_id, q.speaker_name, q.article_id,
        coalesce(a.publisher, a.publisher_host) AS publisher, a.published_at,
        coalesce(a.duplicate_of, a.article_id) AS original_id, r.words, m.quote_id = m.utterance_id AS is_first
    FROM utterance_members AS m
    JOIN quotes AS q USING (quote_id)
    JOIN articles AS a USING (article_id)
    JOIN utterance_readings AS r USING (quote_id)
)
SELECT
    utterance_id,
    first(text ORDER BY quote_type = 'direct' DESC, len(words) DESC, quote_id) AS text,
    first(speaker_entity_id ORDER BY speaker_entity_id IS NULL, is_first DESC, quote_id) AS speaker_entity_id,
    first(speaker_name ORDER BY speaker_entity_id IS NULL, speaker_name IS NULL, is_first DESC, quote_id)
        AS speaker_name,
    utterance_id AS first_quote_id,
    any_value(article_id) FILTER (is_first) AS first_article_id,
    any_value(publisher) FILTER (is_first) AS first_publisher,
    any_value(published_at) FILTER (is_first) AS first_published_at,
    count(*)::INTEGER AS quote_count,
    count(DISTINCT article_id)::INTEGER AS article_count,
    count(DISTINCT publisher)::INTEGER AS publisher_count,
    count(DISTINCT original_id)::INTEGER AS independent_count,
    count(DISTINCT words)::INTEGER AS variant_count
FROM said
GROUP BY utterance_id;

CREATE OR REPLACE TEMP TABLE utterance_other_rows AS
FROM utterance_rows EXCEPT FROM utterances;

DELETE FROM utterances
WHERE utterance_id IN (SELECT utterance_id FROM utterance_other_rows)
    OR utterance_id NOT IN (SELECT utterance_id FROM utterance_rows);

INSERT INTO utterances BY NAME FROM utterance_other_rows;

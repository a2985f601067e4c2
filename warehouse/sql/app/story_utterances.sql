-- grain: one row for each thing said that several articles of the story $id print, the most printed first
-- key: utterance_id
-- reason: whose variants are shown, and who had it first
SELECT u.utterance_id, u.text, u.quote_count, u.article_count, u.publisher_count, u.independent_count, u.variant_count
FROM (
    SELECT q.utterance_id
    FROM quotes AS q JOIN articles AS a USING (article_id)
    WHERE a.story_id = $id AND q.utterance_id IS NOT NULL
    GROUP BY q.utterance_id HAVING count(DISTINCT q.article_id) > 1
) AS q
JOIN utterances AS u USING (utterance_id)
ORDER BY u.quote_count DESC, u.utterance_id
LIMIT $count

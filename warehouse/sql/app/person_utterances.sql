-- grain: one row for each thing that the entity $id said and several articles print, the most printed first
-- key: utterance_id
-- reason: whose variants are shown
SELECT utterance_id, text, quote_count, article_count, publisher_count, independent_count, variant_count
FROM utterances
WHERE speaker_entity_id = $id AND quote_count > 1
ORDER BY quote_count DESC, utterance_id
LIMIT $count

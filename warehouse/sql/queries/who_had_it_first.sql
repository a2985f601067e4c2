-- question: Which statements did several outlets print, who had them first, and how many found them by themselves?
-- group: utterances
-- picture: bar x=publisher_count y=text color=first_publisher
-- grain: one row for each utterance with several publishers
-- key: utterance_id
-- reason: far from the source, most printings are copies
-- $limit = 50: at most this many rows
SELECT
    speaker_name, text, first_publisher, first_published_at, publisher_count, independent_count, variant_count,
    utterance_id
FROM utterances
WHERE publisher_count > 1
ORDER BY publisher_count DESC, quote_count DESC, utterance_id
LIMIT $limit

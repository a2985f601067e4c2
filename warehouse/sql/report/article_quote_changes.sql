-- grain: one row for each quotation that an article's versions print in another way
-- key: none
-- reason: what `dateline diff` lists below the texts
SELECT from_version, to_version, change, text_before, text_after, speaker_before, speaker_after
FROM quote_changes
WHERE article_id = $article_id AND from_version >= $first AND to_version <= $last
ORDER BY from_version, change, text_before, text_after

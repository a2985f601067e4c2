-- grain: one row for two reports that are to be grouped anew and are somewhat alike
-- key: (left_id, right_id)
-- reason: groups are made of these alone
SELECT left_id, right_id, similarity
FROM story_pairs
WHERE left_id IN (SELECT article_id FROM story_touched) AND right_id IN (SELECT article_id FROM story_touched)
ORDER BY left_id, right_id

-- grain: one row for two quotations of one thing said
-- key: (left_id, right_id)
-- reason: groups are made of these alone
SELECT left_id, right_id FROM utterance_pairs WHERE list_contains($ids, left_id) ORDER BY left_id, right_id

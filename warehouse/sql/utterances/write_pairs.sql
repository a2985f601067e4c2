-- grain: utterance_pairs, one row for two quotations of one thing said
-- key: (left_id, right_id)
-- reason: what alignment decided
INSERT INTO utterance_pairs BY NAME
SELECT p.* FROM (
    SELECT unnest(from_json($rows, '[{"left_id": "VARCHAR", "right_id": "VARCHAR"}]'), recursive := true)
) AS p

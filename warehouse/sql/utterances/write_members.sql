-- grain: utterance_members, one row for each quotation
-- key: quote_id
-- reason: what kind of change each is against the first of its utterance
INSERT INTO utterance_members BY NAME
SELECT m.* FROM (
    SELECT unnest(from_json($rows, '[{"quote_id": "VARCHAR", "utterance_id": "VARCHAR", "change": "VARCHAR",
        "similarity": "DOUBLE", "words_lost": ["VARCHAR"], "words_added": ["VARCHAR"]}]'), recursive := true)
) AS m

-- grain: story_members, one row for each original report
-- key: article_id
-- reason: evidence: how alike a report is to the others of its story, and to which one most
INSERT INTO story_members BY NAME
SELECT m.* FROM (
    SELECT unnest(from_json($rows, '[{"article_id": "VARCHAR", "story_id": "VARCHAR", "component_id": "VARCHAR",
        "similarity": "DOUBLE", "nearest_article_id": "VARCHAR"}]'), recursive := true)
) AS m

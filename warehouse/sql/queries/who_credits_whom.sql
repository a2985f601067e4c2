-- question: Who prints statements that another outlet had first, and how often does the article name that outlet?
-- group: utterances
-- picture: bar x=credited,uncredited y=publisher
-- grain: one row for each outlet and the outlet that was first
-- key: (publisher, first_publisher)
-- reason: whose work is used, and who says so
-- $limit = 50: at most this many rows
WITH later AS (
    SELECT DISTINCT v.utterance_id, v.article_id, v.publisher, u.first_publisher
    FROM utterance_variants AS v JOIN utterances AS u USING (utterance_id)
    WHERE u.publisher_count > 1 AND v.change <> 'first' AND v.publisher <> u.first_publisher
),
told AS (
    SELECT
        l.publisher, l.first_publisher,
        contains(lower(a.text), regexp_replace(lower(l.first_publisher), '^the ', '')) AS is_credited
    FROM later AS l JOIN articles AS a USING (article_id)
)
SELECT
    publisher, first_publisher, count(*) AS statements, count(*) FILTER (is_credited) AS credited,
    count(*) FILTER (NOT is_credited) AS uncredited
FROM told
GROUP BY publisher, first_publisher
ORDER BY statements DESC, credited DESC, publisher, first_publisher
LIMIT $limit

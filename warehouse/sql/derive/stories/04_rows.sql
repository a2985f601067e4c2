-- grain: stories, one row for each event; articles, one row for each article; story_links, one row for each former id
-- key: story_id; article_id; old_story_id
-- reason: copies are one voice, and take the story of what they copy; an id that a story had before leads to it still
UPDATE articles AS a SET story_id = m.story_id
FROM (
    SELECT o.article_id, m.story_id
    FROM articles AS o JOIN story_members AS m ON m.article_id = coalesce(o.duplicate_of, o.article_id)
) AS m
WHERE a.article_id = m.article_id AND a.story_id IS DISTINCT FROM m.story_id;

CREATE OR REPLACE TEMP TABLE story_present_rows AS
SELECT
    a.story_id,
    first(a.title ORDER BY m.similarity DESC NULLS LAST, a.article_id) AS title,
    a.story_id AS first_article_id,
    min(a.published_at) AS first_published_at, max(a.published_at) AS last_published_at,
    count(*)::INTEGER AS article_count,
    count(DISTINCT coalesce(a.publisher, a.publisher_host, a.source_id))::INTEGER AS publisher_count,
    count(*) FILTER (a.duplicate_of IS NULL)::INTEGER AS original_count
FROM articles AS a LEFT JOIN story_members AS m USING (article_id)
GROUP BY a.story_id;

CREATE OR REPLACE TEMP TABLE story_former AS
SELECT story_id FROM stories ANTI JOIN story_present_rows USING (story_id);

CREATE OR REPLACE TEMP TABLE story_other_rows AS
FROM story_present_rows EXCEPT FROM stories;

DELETE FROM stories
WHERE story_id IN (SELECT story_id FROM story_former UNION ALL SELECT story_id FROM story_other_rows);

INSERT INTO stories BY NAME FROM story_other_rows;

-- A story's id is that of its first report: a former id leads to where that report is now, or where it is gone, to
-- where most of its story went.
DELETE FROM story_links WHERE old_story_id IN (SELECT story_id FROM stories);

INSERT INTO story_links BY NAME
SELECT
    f.story_id AS old_story_id,
    coalesce(any_value(a.story_id), mode(m.story_id ORDER BY m.story_id)) AS story_id
FROM story_former AS f
LEFT JOIN articles AS a ON a.article_id = f.story_id
LEFT JOIN story_known AS k ON k.story_id = f.story_id
LEFT JOIN story_members AS m ON m.article_id = k.article_id
GROUP BY f.story_id
HAVING coalesce(any_value(a.story_id), mode(m.story_id ORDER BY m.story_id)) IS NOT NULL;

UPDATE story_links AS l SET story_id = n.story_id
FROM (
    SELECT l.old_story_id, coalesce(a.story_id, n.story_id) AS story_id
    FROM story_links AS l
    LEFT JOIN articles AS a ON a.article_id = l.old_story_id
    LEFT JOIN story_links AS n ON n.old_story_id = l.story_id
) AS n
WHERE l.old_story_id = n.old_story_id AND n.story_id IS NOT NULL AND l.story_id <> n.story_id;

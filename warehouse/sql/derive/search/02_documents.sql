-- grain: search_stale, one row for each indexed text that is no more; search_texts, one row for each text to be indexed
-- key: (document_no, part)
-- reason: what is another is taken out of the index before it is put in again
CREATE OR REPLACE TEMP TABLE search_stale AS
SELECT c.document_no, p.part
FROM search_changes AS c
JOIN (VALUES ('article', 1, true), ('article', 2, true), ('article', 3, false), ('quotation', 4, true),
    ('quotation', 5, false)) AS p (kind, part, is_content)
    ON p.kind = c.kind
    AND (NOT c.is_present OR if(p.is_content, c.is_other_content, c.is_other_names))
WHERE c.document_no IS NOT NULL;

CREATE OR REPLACE TEMP TABLE search_counts AS
SELECT p.word_no, -count(*) FILTER (p.part < 4) AS articles, -count(*) FILTER (p.part >= 4) AS quotations
FROM search_postings AS p JOIN search_stale AS s ON s.document_no = p.document_no AND s.part = p.part
WHERE p.weight > 0
GROUP BY p.word_no;

DELETE FROM search_postings AS p USING search_stale AS s WHERE s.document_no = p.document_no AND s.part = p.part;

CREATE OR REPLACE TEMP TABLE search_numbers AS
SELECT
    kind, row_id, is_other_content, is_other_names,
    coalesce(document_no, (
        SELECT coalesce(max(document_no), 0) FROM search_documents
    ) + row_number() OVER (PARTITION BY document_no IS NULL ORDER BY kind, row_id))::INTEGER AS document_no
FROM search_changes
WHERE is_present;

DELETE FROM search_documents AS d USING search_changes AS c WHERE c.kind = d.kind AND c.row_id = d.row_id;

INSERT INTO search_documents BY NAME
SELECT n.document_no, p.*, q.text AS content
FROM search_numbers AS n JOIN search_present AS p USING (kind, row_id) LEFT JOIN quotes AS q ON q.quote_id = n.row_id
ORDER BY n.document_no;

CREATE OR REPLACE TEMP TABLE search_texts AS
WITH names AS (
    SELECT n.document_no, string_agg(DISTINCT e.name, ' ') AS content
    FROM search_numbers AS n
    JOIN entity_links AS l ON l.article_id = n.row_id
    JOIN entities AS e USING (entity_id)
    WHERE n.kind = 'article' AND n.is_other_names
    GROUP BY n.document_no
),
texts AS (
    SELECT n.document_no, p.part, CASE p.part WHEN 1 THEN a.title WHEN 2 THEN a.text
        ELSE concat_ws(' ', s.content, array_to_string(a.authors, ' ')) END AS content
    FROM search_numbers AS n
    JOIN articles AS a ON a.article_id = n.row_id
    LEFT JOIN names AS s USING (document_no)
    JOIN (VALUES (1), (2), (3)) AS p (part) ON if(p.part = 3, n.is_other_names, n.is_other_content)
    WHERE n.kind = 'article'
    UNION ALL
    SELECT n.document_no, p.part, if(p.part = 4, q.text, coalesce(q.speaker_name, q.speaker_text))
    FROM search_numbers AS n
    JOIN quotes AS q ON q.quote_id = n.row_id
    JOIN (VALUES (4), (5)) AS p (part) ON if(p.part = 5, n.is_other_names, n.is_other_content)
    WHERE n.kind = 'quotation'
)
SELECT *, row_number() OVER () AS text_no FROM texts;

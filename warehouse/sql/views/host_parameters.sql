-- grain: one row for each parameter in the addresses of a host's pages
-- key: (host, parameter)
-- reason: which parameters tell the pages of a host apart and which tell nothing, by what the pages say of themselves;
-- a run cuts what is needless and keeps what is telling (docs/web.md). Pages without parameters cost nothing here.
WITH said AS (
    SELECT a.article_id, coalesce(a.duplicate_of, a.article_id) AS original_id, a.publisher_host AS host,
        p.name AS parameter, p.value, p.rest,
        if(a.document_id IN (SELECT document_id FROM parted_claims), NULL, p.is_kept) AS is_kept
    FROM (
        SELECT article_id, document_id, duplicate_of, publisher_host, unnest(parameters) AS p
        FROM articles WHERE parameters IS NOT NULL
    ) AS a
),
-- Pages at one address but for the parameter: the same text, or two articles.
pairs AS (
    SELECT host, parameter, count(DISTINCT original_id) > 1 AS is_apart
    FROM said GROUP BY host, parameter, rest HAVING count(DISTINCT value) > 1
),
met AS (
    SELECT host, parameter, count(*) FILTER (is_apart) AS apart_count, count(*) FILTER (NOT is_apart) AS alike_count
    FROM pairs GROUP BY host, parameter
),
counted AS (
    SELECT host, parameter, count(*) FILTER (is_kept) AS kept_count,
        count(DISTINCT rest) FILTER (NOT is_kept) AS dropped_count
    FROM said GROUP BY host, parameter
)
SELECT host, parameter, kept_count, dropped_count, coalesce(apart_count, 0) AS apart_count,
    coalesce(alike_count, 0) AS alike_count,
    CASE
        WHEN coalesce(apart_count, 0) > 0 THEN if(dropped_count = 0 OR kept_count > 0, 'telling', NULL)
        WHEN kept_count >= 3 AND dropped_count = 0 AND coalesce(alike_count, 0) = 0 THEN 'telling'
        WHEN dropped_count >= 3 AND kept_count = 0 THEN 'needless'
    END AS verdict
FROM counted LEFT JOIN met USING (host, parameter)

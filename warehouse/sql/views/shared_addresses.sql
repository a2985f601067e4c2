-- grain: one row for each address that several documents of a source give as their own, with other texts
-- key: (source_id, url)
-- reason: a template that gives every page one canonical address is told, with when and by which run it was seen first
SELECT source_id, url, count(DISTINCT document_id) AS document_count, min(parted_at) AS parted_at,
    arg_min(run_id, parted_at) AS run_id
FROM parted_claims GROUP BY source_id, url

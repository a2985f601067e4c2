-- grain: one row for each copy that points at itself or at another copy
-- key: article_id
-- reason: catches chains and circles; an original is where a reader may stop
SELECT a.article_id, a.duplicate_of, o.duplicate_of AS which_copies
FROM articles AS a JOIN articles AS o ON o.article_id = a.duplicate_of
WHERE a.duplicate_of = a.article_id OR o.duplicate_of IS NOT NULL

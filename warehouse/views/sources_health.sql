-- grain: one row for each source of the index that was ever met
-- key: source_id
-- reason: a source that falls silent, loses its dates or bylines, or is refused more than before shows here
SELECT
    d.source_id,
    count(*) AS documents,
    count(*) FILTER (d.status = 'loaded') AS loaded,
    count(*) FILTER (d.status = 'duplicate') AS duplicates,
    count(*) FILTER (d.status = 'quarantined') AS quarantined,
    count(*) FILTER (d.status = 'failed') AS failed,
    count(*) FILTER (d.status = 'skipped') AS skipped,
    round(count(*) FILTER (d.status = 'quarantined') / count(*), 3) AS quarantined_share,
    max(d.last_seen_at) FILTER (d.status IN ('loaded', 'duplicate')) AS last_success_at,
    max(d.first_seen_at) AS last_new_document_at,
    round(avg((a.published_at IS NOT NULL)::INTEGER) FILTER (a.article_id IS NOT NULL), 3) AS with_date,
    round(avg((len(a.authors) > 0)::INTEGER), 3) AS with_byline,
    round(avg(a.is_truncated::INTEGER), 3) AS truncated,
    median(a.word_count) AS median_words
FROM documents AS d
LEFT JOIN articles AS a ON a.article_id = d.article_id AND a.document_id = d.document_id
GROUP BY d.source_id

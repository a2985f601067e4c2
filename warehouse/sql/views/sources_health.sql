-- grain: one row for each source that a run has read
-- key: source_id
-- reason: a source that falls silent, loses its dates or bylines, or is refused more than before shows here.
-- Lately is the last seven days before the newest run, usual the four weeks before them: a week has every weekday once.
WITH newest AS (
    SELECT coalesce(max(started_at), '-infinity'::TIMESTAMPTZ) AS run_at FROM runs
),
met AS (
    SELECT
        d.source_id, d.status, d.first_seen_at, d.last_seen_at, a.article_id, a.published_at, a.authors, a.word_count,
        a.is_truncated,
        coalesce(d.reason NOT IN ('listing', 'same_address'), true) AS is_own,
        d.first_seen_at > n.run_at - INTERVAL 7 DAY AS is_late,
        d.first_seen_at > n.run_at - INTERVAL 35 DAY AND d.first_seen_at <= n.run_at - INTERVAL 7 DAY AS is_usual
    FROM documents AS d
    CROSS JOIN newest AS n
    LEFT JOIN articles AS a ON a.article_id = d.article_id AND a.document_id = d.document_id
),
summed AS (
    SELECT
        source_id,
        count(*) AS documents,
        count(*) FILTER (status = 'loaded') AS loaded,
        count(*) FILTER (status = 'duplicate') AS duplicates,
        count(*) FILTER (status = 'quarantined') AS quarantined,
        count(*) FILTER (status = 'failed') AS failed,
        count(*) FILTER (status = 'skipped') AS skipped,
        round(count(*) FILTER (status = 'quarantined') / count(*), 3) AS quarantined_share,
        max(last_seen_at) FILTER (status IN ('loaded', 'duplicate')) AS last_success_at,
        max(first_seen_at) AS last_new_document_at,
        round(avg((published_at IS NOT NULL)::INTEGER) FILTER (article_id IS NOT NULL), 3) AS with_date,
        round(avg((len(authors) > 0)::INTEGER), 3) AS with_byline,
        round(avg(is_truncated::INTEGER), 3) AS truncated,
        median(word_count) AS median_words,
        round(count(*) FILTER (is_own AND is_late AND status IN ('loaded', 'duplicate')) / 7, 2) AS daily_lately,
        round(count(*) FILTER (is_own AND is_usual AND status IN ('loaded', 'duplicate')) / 28, 2) AS daily_usual,
        count(*) FILTER (is_own AND is_late) AS met_lately,
        count(article_id) FILTER (is_late) AS articles_lately,
        count(article_id) FILTER (is_usual) AS articles_usual,
        avg((published_at IS NOT NULL)::INTEGER) FILTER (is_late AND article_id IS NOT NULL) AS dated_lately,
        avg((published_at IS NOT NULL)::INTEGER) FILTER (is_usual AND article_id IS NOT NULL) AS dated_usual,
        avg((len(authors) > 0)::INTEGER) FILTER (is_late) AS signed_lately,
        avg((len(authors) > 0)::INTEGER) FILTER (is_usual) AS signed_usual,
        median(word_count) FILTER (is_late) AS words_lately,
        median(word_count) FILTER (is_usual) AS words_usual,
        avg((status = 'quarantined')::INTEGER) FILTER (is_late AND is_own) AS refused_lately,
        avg((status = 'quarantined')::INTEGER) FILTER (is_usual AND is_own) AS refused_usual
    FROM met GROUP BY source_id
)
SELECT
    s.source_id, s.documents, s.loaded, s.duplicates, s.quarantined, s.failed, s.skipped, s.quarantined_share,
    s.last_success_at, s.last_new_document_at, s.with_date, s.with_byline, s.truncated, s.median_words,
    s.daily_lately, s.daily_usual,
    -- What is called a change needs ten articles on either side, and a share that moves by a third or more.
    list_filter([
        if(l.has_news AND s.daily_usual >= 0.25 AND s.daily_lately = 0, 'silent', NULL),
        if(enough AND dated_usual - dated_lately > 0.33, 'lost its dates', NULL),
        if(enough AND signed_usual - signed_lately > 0.33, 'lost its bylines', NULL),
        if(enough AND words_lately < words_usual / 3, 'shorter', NULL),
        if(s.met_lately >= 10 AND refused_lately - coalesce(refused_usual, 0) > 0.33, 'refused more', NULL),
        if(l.reason IS NOT NULL, 'cannot be read', NULL)
    ], LAMBDA flag: flag IS NOT NULL) AS flags
FROM (SELECT *, articles_lately >= 10 AND articles_usual >= 10 AS enough FROM summed) AS s
LEFT JOIN (
    -- A sitemap that was asked long before the source's others is one that they do not list any more.
    SELECT
        source_id,
        any_value(reason) FILTER (asked_at > newest_at - INTERVAL 2 DAY) AS reason,
        bool_or(kind IS DISTINCT FROM 'warc') AS has_news
    FROM (SELECT *, max(asked_at) OVER (PARTITION BY source_id) AS newest_at FROM listings) GROUP BY source_id
) AS l USING (source_id)

-- grain: one row for each quotation that is worth showing to somebody who sees dateline for the first time
-- key: quote_id
-- reason: direct words of a person known by name, in an original report; those of the run first, a few of each outlet
SELECT
    q.quote_id, q.text, q.speaker_name, coalesce(a.publisher, a.source_id) AS outlet, a.published_at,
    a.run_id = $run_id AS is_new
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE
    q.quote_type = 'direct' AND q.speaker_kind = 'person' AND q.speaker_name IS NOT NULL AND a.duplicate_of IS NULL
    AND len(q.spans) = 1 AND length(q.text) BETWEEN 40 AND 140 AND regexp_matches(q.text, '^\p{Lu}')
QUALIFY row_number() OVER (
    PARTITION BY outlet, is_new
    ORDER BY q.speaker_rule = 'name', q.confidence DESC, abs(length(q.text) - 90), q.quote_id
) <= 5
ORDER BY is_new DESC, q.speaker_rule = 'name', q.confidence DESC, abs(length(q.text) - 90), q.quote_id
LIMIT 100

-- grain: one row for each quotation that passes the filters, the newest first, those without a date last
-- key: quote_id
-- reason: who said what. Only keys are sorted; texts are read for the page alone (`quotes_in_context`).
-- $after_at and $after_id are of the last quotation on the page before.
SELECT q.quote_id, coalesce(a.published_at, '-infinity'::TIMESTAMPTZ) AS place
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE ($words::VARCHAR IS NULL OR contains(lower(q.text), lower($words)))
    AND ($speaker::VARCHAR IS NULL OR contains(lower(coalesce(q.speaker_name, q.speaker_text)), lower($speaker)))
    AND ($speaker_id::VARCHAR IS NULL OR q.speaker_entity_id = $speaker_id)
    AND ($outlet::VARCHAR IS NULL OR coalesce(a.publisher, a.publisher_host) = $outlet)
    AND ($type::VARCHAR IS NULL OR q.quote_type = $type)
    AND ($since::DATE IS NULL OR a.published_at >= $since::DATE)
    AND ($until::DATE IS NULL OR a.published_at < $until::DATE + 1)
    AND (
        $after_at::TIMESTAMPTZ IS NULL
        OR (coalesce(a.published_at, '-infinity'::TIMESTAMPTZ), q.quote_id) < ($after_at::TIMESTAMPTZ, $after_id)
    )
ORDER BY place DESC, q.quote_id DESC
LIMIT $count

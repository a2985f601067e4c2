-- grain: one row
-- key: none
-- reason: how many quotations pass the filters
SELECT count(*) AS quotations
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE ($words::VARCHAR IS NULL OR contains(lower(q.text), lower($words)))
    AND ($speaker::VARCHAR IS NULL OR contains(lower(coalesce(q.speaker_name, q.speaker_text)), lower($speaker)))
    AND ($speaker_id::VARCHAR IS NULL OR q.speaker_entity_id = $speaker_id)
    AND ($outlet::VARCHAR IS NULL OR coalesce(a.publisher, a.publisher_host) = $outlet)
    AND ($type::VARCHAR IS NULL OR q.quote_type = $type)
    AND ($since::DATE IS NULL OR a.published_at >= $since::DATE)
    AND ($until::DATE IS NULL OR a.published_at < $until::DATE + 1)

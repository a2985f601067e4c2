-- grain: one row for each quotation whose source is described or unnamed
-- key: quote_id
-- reason: what relies on people whom the reader cannot know, with the words that describe them
SELECT
    a.published_at, a.publisher, a.title, q.speaker_kind, q.speaker_text AS described_as, q.cue_text AS cue,
    q.quote_type, q.text AS words, q.confidence, q.article_id, q.quote_id
FROM quotes AS q JOIN articles AS a USING (article_id)
WHERE q.speaker_kind IN ('anonymous', 'described')

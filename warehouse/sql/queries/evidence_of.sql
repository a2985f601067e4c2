-- question: Which bytes of which page does a quotation come from, and which rules found it?
-- group: provenance
-- picture: table show=words,location,archive_file,archive_offset,content_sha256
-- grain: one row for each quotation
-- key: quote_id
-- reason: what a lawyer asks: the web archive and the place in it, or the file, and the SHA-256 of what was read
-- $quote_id = "": its id or the first digits; all if empty
-- $limit = 20: at most this many rows
SELECT
    q.text AS words, q.speaker_name, coalesce(a.publisher, a.publisher_host) AS publisher, a.url, a.location,
    d.archive_file, d.archive_offset, a.content_sha256, a.seen_at, q.start_char, q.end_char, q.rule, q.speaker_rule,
    q.quote_id
FROM quotes AS q
JOIN articles AS a USING (article_id)
LEFT JOIN documents AS d ON d.document_id = a.document_id
WHERE starts_with(q.quote_id, $quote_id)
ORDER BY a.seen_at DESC, q.article_id, q.start_char
LIMIT $limit

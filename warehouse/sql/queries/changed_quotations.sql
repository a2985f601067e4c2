-- question: Which quotations did an outlet add, take out, reword or give to another after it had published?
-- group: changes
-- picture: table show=change,text_before,text_after,speaker_after
-- grain: one row for each quotation that differs between two versions of an article
-- key: (article_id, from_version, text_before, text_after)
-- reason: corrections, and edits without a word about them
-- $limit = 50: at most this many rows
SELECT
    c.changed_at, a.publisher, a.title, c.change, c.text_before, c.text_after, c.speaker_before, c.speaker_after,
    c.from_version, c.article_id
FROM quote_changes AS c JOIN articles AS a USING (article_id)
ORDER BY c.changed_at DESC, c.article_id, c.text_before, c.text_after
LIMIT $limit

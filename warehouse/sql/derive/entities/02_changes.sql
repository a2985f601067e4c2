-- grain: entity_readings one row an article; the temporary changed_articles and retimed_articles as well
-- key: article_id
-- reason: which articles changed since the last run; where none did, nor any decision, the files after this one do
-- not run

-- Articles that are new, gone or read anew, and those that use a name whose type was decided, or is no longer; of those
-- that are new there is nothing to take away.
CREATE OR REPLACE TEMP TABLE present_articles AS
SELECT article_id, hash(document_id, text_sha256, seen_at, run_id, batch) AS fingerprint, first_seen_at, last_seen_at
FROM articles;

CREATE OR REPLACE TEMP TABLE changed_articles AS
SELECT article_id, past.fingerprint IS NOT NULL AS is_known
FROM present_articles AS present
FULL JOIN entity_readings AS past USING (article_id)
WHERE present.fingerprint IS DISTINCT FROM past.fingerprint OR article_id IN (
    SELECT article_id FROM article_entities
    WHERE concat(kind_of(label), ':', merge_key) IN (SELECT entity_key FROM redecided_keys WHERE action = 'type')
);

-- Articles that were only seen earlier or later than known: nothing but the times of their entities changes.
CREATE OR REPLACE TEMP TABLE retimed_articles AS
SELECT article_id
FROM present_articles AS present
JOIN entity_readings AS past USING (article_id)
WHERE (present.first_seen_at, present.last_seen_at) IS DISTINCT FROM (past.first_seen_at, past.last_seen_at);

DELETE FROM entity_readings
WHERE article_id IN (SELECT article_id FROM changed_articles UNION ALL SELECT article_id FROM retimed_articles);

INSERT INTO entity_readings BY NAME FROM present_articles ANTI JOIN entity_readings USING (article_id);

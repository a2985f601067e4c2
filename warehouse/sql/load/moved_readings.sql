-- grain: articles, history.articles and staged_articles, one row for each version that gets another address
-- key: (place, document_id, text_sha256, old_id)
-- reason: a version stands under the article that its address names; which one is shown is decided
-- afterwards, so what was shown until now waits in history. Where a version is there twice, one goes (new_id is null).
INSERT INTO moved_readings
SELECT unnest(from_json($moves, '[{"place": "VARCHAR", "document_id": "VARCHAR", "text_sha256": "VARCHAR",
    "old_id": "VARCHAR",
    "new_id": "VARCHAR", "url": "VARCHAR", "claimed_url": "VARCHAR", "evidence": "VARCHAR"}]'), recursive := true);

UPDATE staged_articles AS a SET article_id = m.new_id, url = m.url, claimed_url = m.claimed_url, evidence = m.evidence
FROM moved_readings AS m
WHERE m.place = 'staged' AND (a.article_id, a.document_id, a.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

INSERT INTO history.articles BY NAME
SELECT a.* EXCLUDE (duplicate_of, story_id, version, first_seen_at, last_seen_at)
FROM articles AS a SEMI JOIN (FROM moved_readings WHERE place = 'main') AS m
ON (a.article_id, a.document_id, a.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

DELETE FROM articles WHERE (article_id, document_id, text_sha256) IN (
    SELECT (old_id, document_id, text_sha256) FROM moved_readings WHERE place = 'main'
);
DELETE FROM history.articles WHERE (article_id, document_id, text_sha256) IN (
    SELECT (old_id, document_id, text_sha256) FROM moved_readings WHERE new_id IS NULL
);

UPDATE history.articles AS a SET article_id = m.new_id, url = m.url, claimed_url = m.claimed_url, evidence = m.evidence
FROM moved_readings AS m
WHERE m.place <> 'staged' AND (a.article_id, a.document_id, a.text_sha256) = (m.old_id, m.document_id, m.text_sha256);

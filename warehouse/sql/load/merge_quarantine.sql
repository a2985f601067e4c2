-- grain: quarantine, one row for each row or document refused
-- key: reject_id
-- reason: what is refused is kept; it counts as cured when a later reading of the document no longer refuses it
CREATE OR REPLACE TEMP TABLE new_rejects AS
SELECT s.*
FROM staged_rejects AS s
JOIN runs AS r USING (run_id)
LEFT JOIN (SELECT q.*, r.started_at FROM quarantine AS q JOIN runs AS r USING (run_id)) AS q USING (reject_id)
WHERE q.reject_id IS NULL
    OR (r.started_at, s.refused_at, s.run_id, coalesce(s.batch, -1))
    > (q.started_at, q.refused_at, q.run_id, coalesce(q.batch, -1));

DELETE FROM quarantine USING new_rejects AS n WHERE quarantine.reject_id = n.reject_id;
INSERT INTO quarantine BY NAME SELECT *, false AS is_cured FROM new_rejects;

UPDATE quarantine SET is_cured = (d.status NOT IN ('skipped', 'failed') OR d.reason = 'listing')
    AND (d.started_at, d.fetched_at, d.run_id, coalesce(d.batch, -1))
    > (r.started_at, refused_at, quarantine.run_id, coalesce(quarantine.batch, -1))
FROM
    (
        SELECT d.*, r.started_at FROM documents AS d
        SEMI JOIN staged_documents USING (document_id) JOIN runs AS r USING (run_id)
    ) AS d,
    runs AS r
WHERE quarantine.document_id = d.document_id AND quarantine.run_id = r.run_id

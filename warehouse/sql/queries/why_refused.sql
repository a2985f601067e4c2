-- question: What is in quarantine, and why?
-- group: provenance
-- picture: table show=check_name,source_id,location
-- grain: one row for each refusal that still stands
-- key: reject_id
-- reason: what to fix, with the evidence
-- $check = "": part of the failing check or reason
-- $limit = 50: at most this many rows
SELECT q.table_name, q.check_name, d.source_id, d.location, q.value, q.refused_at, q.reject_id
FROM quarantine AS q JOIN documents AS d USING (document_id)
WHERE NOT q.is_cured AND q.check_name ILIKE '%' || $check || '%'
ORDER BY q.refused_at DESC, d.location, q.reject_id
LIMIT $limit

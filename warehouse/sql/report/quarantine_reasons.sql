-- grain: one row for each table and check (or reason) with refusals that nothing has cured
-- key: (refused, reason)
-- reason: what waits in quarantine, most first
SELECT
    CASE table_name WHEN 'documents' THEN 'document' ELSE 'row of ' || table_name END AS refused,
    check_name AS reason,
    count(*)::INTEGER AS count,
    strftime(max(refused_at), '%Y-%m-%d %H:%M') AS last_refused_at
FROM quarantine
WHERE NOT is_cured
GROUP BY ALL
ORDER BY count DESC, refused, reason

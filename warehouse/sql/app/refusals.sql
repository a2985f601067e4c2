-- grain: one row for each reason for which something lies in quarantine, the most frequent first
-- key: (table_name, check_name)
-- reason: what is missing from all the other pages, and why
SELECT table_name, check_name, count(*) AS refused, max(refused_at) AS last_at
FROM quarantine
WHERE NOT is_cured
GROUP BY ALL
ORDER BY refused DESC, table_name, check_name
LIMIT $count

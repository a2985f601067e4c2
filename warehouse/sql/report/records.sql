-- grain: one row for each record of the raw archive that the ledger knows
-- key: (archive_file, archive_offset)
-- reason: what `dateline archive verify` expects to find, unless the setting lets it go with time
SELECT DISTINCT archive_file, archive_offset FROM fetches WHERE archive_file IS NOT NULL AND fetched_at > $since
UNION SELECT archive_file, archive_offset FROM documents WHERE archive_file IS NOT NULL AND fetched_at > $since

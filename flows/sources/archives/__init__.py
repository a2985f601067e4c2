"""Web archives: `record_streams` and `records` of WARC files, archives as sources (`pages`), ours (`raw_archive`)."""

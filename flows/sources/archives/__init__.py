"""Web archives: `records` of WARC files, `pages` (archives as sources), `raw_archive` (all that was fetched)."""

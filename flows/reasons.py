"""What each reason code means, for people: the codes that stand in `documents.reason` and `quarantine.check_name`."""

from __future__ import annotations

# Reasons that a run itself gives; what readers of pages, feeds and sitemaps give is listed where they are read.
REASONS: dict[str, str] = {
    "absent": "the file that the index names is not there",
    "unreadable": "the file cannot be read, or is damaged from its first bytes on",
    "sha256_mismatch": "the content does not have the digest that the index expects",
    "changed_while_read": "the file was changed while it was being read",
    "damaged_record": "the record of the web archive is damaged",
    "timeout": "it took longer than DATELINE_DOCUMENT_TIMEOUT",
    "out_of_memory": "it needs more memory than DATELINE_WORKER_MEMORY_MB allows",
    "crashed_worker": "it crashed the worker process that read it",
    "unexpected_error": "a defect of dateline: `dateline quarantine show` has the traceback",
    "batch_failed": "its batch could not be processed",
    "bad_part": "its batch was staged, but could not be loaded",
    "invalid_article": "the article's own row failed a check",
    "no_address": "an entry of a feed with neither a link nor a text",
    "same_address": "another source lists the same page",
    "not_due": "it is too early to ask again",
    "lastmod": "the sitemap says that it has not changed",
}


def describe_reason(code: str) -> str:
    """Say what a reason code means; empty for the name of a check, which docs/warehouse.md explains.

    >>> describe_reason("section_front"), describe_reason("absent"), describe_reason("spans_in_order")
    ('a list of other articles', 'the file that the index names is not there', '')
    """
    from flows.sources.formats import feeds, opml, sitemaps
    from flows.sources.http import fetcher
    from transforms.pages import page_kind

    tables = (REASONS, page_kind.REASONS, fetcher.REASONS, feeds.REASONS, sitemaps.REASONS, opml.REASONS)
    return next((table[code] for table in tables if code in table), "")

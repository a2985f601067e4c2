"""The reference by which a document travels: what every source yields, and what a worker reads."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class EntryHints:
    """What a feed or sitemap says of a page, used where the page itself and the index are silent.

    `published` is an ISO 8601 date or date-time.
    """

    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    publisher: str | None = None
    language: str | None = None


NO_HINTS = EntryHints()


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """One document that a run met: a small reference that travels to a worker, which reads the bytes itself.

    `path` is a file, or with `record_offset` (in bytes) the WARC file in which a record holds the bytes; `archive_file`
    is that file's name where it is one of our own raw archive. `content_sha256` is of the bytes as a plain read or
    `archive.read_record` gives them. `fetched_at` is null for files: they are read now. `state` is None for a document
    that can be read; otherwise "unchanged", "duplicate", "quarantined", "skipped" or "failed", with `reason` and
    `detail`.
    """

    document_id: str
    source_id: str
    location: str
    path: str = ""
    record_offset: int | None = None
    archive_file: str | None = None
    content_sha256: str | None = None
    expected_sha256: str | None = None
    media_type: str | None = None
    url: str | None = None
    publisher: str | None = None
    published: str | None = None
    language: str | None = None
    entry: EntryHints = NO_HINTS
    fetched_at: datetime | None = None
    state: str | None = None
    reason: str | None = None
    detail: str | None = None

    @property
    def hints_sha256(self) -> str:
        """A digest of what the index says of the document: a corrected date or digest asks for another reading."""
        hints = (self.expected_sha256, self.url, self.publisher, self.published, self.language)
        return hashlib.sha256(json.dumps(hints).encode()).hexdigest()

"""The reference to a document that every source yields and a worker reads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from flows.sources.index.read import Source


@dataclass(frozen=True, slots=True)
class EntryHints:
    """What a feed or sitemap says about a page, used where the page itself and the index say nothing.

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
    """One document that a run has found: a small reference, sent to a worker that reads the bytes itself.

    `path` is a file, or with `record_offset` (in bytes) the WARC file in which a record holds the bytes; `archive_file`
    is that file's name where it is one of our own raw archive. `content_sha256` is of the bytes as a plain read or
    `archive.read_record` gives them. `fetched_at` is null for files: they are read now. `state` is None for a document
    that can be read; otherwise "unchanged", "duplicate", "quarantined", "skipped" or "failed", with `reason` and
    `detail`. `origin`, `giver` and `family` say whom to believe, `telling` which parameters tell pages apart, as
    `transforms.values.Document` has them.
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
    origin: str = "file"
    giver: str | None = None
    family: tuple[str, ...] = ()
    telling: tuple[str, ...] = ()
    entry: EntryHints = NO_HINTS
    fetched_at: datetime | None = None
    state: str | None = None
    reason: str | None = None
    detail: str | None = None

    @property
    def hints_sha256(self) -> str:
        """A digest of what the index says of the document: a corrected date or digest asks for another reading."""
        hints = (self.expected_sha256, self.url, self.publisher, self.published, self.language, *self.family)
        return hashlib.sha256(json.dumps(hints).encode()).hexdigest()


def describe_telling(found: FoundDocument) -> dict[str, Any]:
    """Describe for the ledger what is known about a document besides its bytes and its row in the index."""
    return {
        "media_type": found.media_type,
        "url": found.url,
        "origin": found.origin,
        "giver": found.giver,
        "telling": found.telling,
        "entry": asdict(found.entry),
    }


def restore_document(row: Mapping[str, Any], source: Source, archive: Path) -> FoundDocument:
    """Make the reference to a document that the raw archive holds, of its row in the ledger and its source's row.

    Args:
        row: of `documents`.
        source: as the index has it now.
        archive: the folder of raw files.
    """
    told = json.loads(row["told"])
    entry = told["entry"] | {name: tuple(told["entry"][name]) for name in ("authors", "tags")}
    return FoundDocument(
        document_id=row["document_id"],
        source_id=row["source_id"],
        location=row["location"],
        path=str(archive / row["archive_file"]),
        record_offset=row["archive_offset"],
        archive_file=row["archive_file"],
        content_sha256=row["content_sha256"],
        media_type=told["media_type"],
        url=source.url or told["url"],
        publisher=source.publisher,
        published=source.published,
        language=source.language,
        origin=told.get("origin", "web"),
        giver=told.get("giver", told["url"]),
        family=source.family,
        telling=tuple(told.get("telling", ())),
        entry=EntryHints(**entry),
        fetched_at=row["fetched_at"],
    )

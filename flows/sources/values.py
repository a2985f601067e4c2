"""The values that travel between the fetcher, the archive and the readers of feeds, sitemaps and pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class RecordPlace:
    """Where a WARC record starts: the file's absolute path, and the offset of its compressed member in bytes.

    One that is not `is_kept` lies outside the raw archive, in a file that goes with the run.
    """

    path: str
    offset: int
    is_kept: bool = True


@dataclass(frozen=True, slots=True)
class Request:
    """What to ask for. `etag` and `last_modified` are those of the content we hold: they make it conditional.

    `purpose` is page, feed, sitemap or robots: it sets the Accept header and goes to the archive's record.
    """

    url: str
    etag: str | None = None
    last_modified: str | None = None
    purpose: str = "page"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What became of a request.

    `state` is None where there is content, otherwise unchanged, skipped, failed or quarantined, with `reason` (a code
    of a closed list) and `detail` in words. `content_sha256` is of the body after its encodings are undone, which is
    what `archive.read_record` gives for `record`. `redirects` are the addresses after the first, in order;
    `permanent_url` is where those lead that are permanent (301, 308) from the start. `expires_after` is in seconds.
    `reservations` are what the publisher reserves in machine-readable form.
    """

    url: str
    final_url: str
    fetched_at: datetime
    purpose: str = "page"
    permanent_url: str | None = None
    redirects: tuple[str, ...] = ()
    status: int | None = None
    media_type: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    expires_after: float | None = None
    content_sha256: str | None = None
    record: RecordPlace | None = None
    reservations: tuple[str, ...] = ()
    state: str | None = None
    reason: str | None = None
    detail: str | None = None

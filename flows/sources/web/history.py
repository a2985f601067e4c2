"""What the ledger knows about the web, as values for the readers of the web."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from flows.sources.http.robots import NO_COPY
from flows.sources.values import Fetched, RecordPlace
from transforms.parameters import HostParameters
from transforms.values import hashed_key
from warehouse import fetches, ledger
from warehouse.connection import Connection

STORED_DAYS = 1  # what a killed run kept longer ago is asked for again, on condition that it has changed


@dataclass(frozen=True, slots=True)
class PageMemory:
    """What is known of an address that was asked for before. `content` is the latest that came, if its record is there.

    A page of which no copy was to be kept has content without a record: it can but be asked for.

    Its `etag` and `last_modified` make the next request conditional. `content_sha256` is known even if it is not there.
    """

    first_asked_at: datetime
    last_asked_at: datetime
    last_status: int | None
    permanent_url: str | None
    content_sha256: str | None
    content: Fetched | None


class WebMemory:
    """Reads the ledger with a cursor of its own: the writer goes on meanwhile. `archive` is the folder of raw files."""

    def __init__(self, con: Connection, archive: Path) -> None:
        self._con, self.archive = con.cursor(), archive
        self._con.execute("SET TimeZone = 'UTC'")

    def known_pages(self, urls: Iterable[str]) -> dict[str, PageMemory]:
        """Say what is known of addresses; one that was never asked for is absent."""
        return {
            url: PageMemory(
                row["first_asked_at"],
                row["last_asked_at"],
                row["last_status"],
                row["permanent_url"],
                row["content_sha256"],
                self.make_fetched(row) if row["content_sha256"] else None,
            )
            for url, row in fetches.known_pages(self._con, urls).items()
        }

    def known_documents(self, document_ids: Iterable[str]) -> dict[str, ledger.KnownDocument]:
        """Say of documents that were met before what the warehouse has of them."""
        return ledger.known_documents(self._con, document_ids)

    def known_listings(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Give what is known of each feed and sitemap, by source and address."""
        return fetches.known_listings(self._con)

    def known_parameters(self) -> HostParameters:
        """Give what the pages of each host say about the parameters of their addresses."""
        return HostParameters(*fetches.known_parameters(self._con))

    def stored(self, now: datetime) -> dict[str, Fetched]:
        """Give the responses that killed runs left in the archive, by the address asked for."""
        rows = fetches.stored_fetches(self._con, now - timedelta(days=STORED_DAYS))
        made = (self.make_fetched(row) for row in rows)
        return {fetched.url: fetched for fetched in made if fetched and fetched.record}

    def make_fetched(self, row: dict[str, Any]) -> Fetched | None:
        """Make the value of a row; None where its record is not in the archive any more."""
        path = self.archive / row["archive_file"] if row["archive_file"] else None
        is_kept = path is not None and path.exists()
        was_passing = NO_COPY in row["reservations"] and not row["archive_file"]
        if not is_kept and row["purpose"] != "archive" and not was_passing:  # a web archive is a file by itself
            return None
        return Fetched(
            url=row["url"],
            final_url=row["final_url"],
            fetched_at=row["fetched_at"],
            purpose=row["purpose"],
            permanent_url=row["permanent_url"],
            redirects=tuple(row.get("redirects", ())),
            status=row.get("status"),
            media_type=row["media_type"],
            etag=row["etag"],
            last_modified=row["last_modified"],
            content_sha256=row["content_sha256"],
            record=RecordPlace(str(path.absolute()), row["archive_offset"]) if path and is_kept else None,
            reservations=tuple(row["reservations"]),
        )


class BlankMemory:
    """Knows nothing: for inspecting sources without leaving a trace."""

    def known_pages(self, urls: Iterable[str]) -> dict[str, PageMemory]:
        """Know no page."""
        return {}

    def known_documents(self, document_ids: Iterable[str]) -> dict[str, ledger.KnownDocument]:
        """Know no document."""
        return {}

    def known_listings(self) -> dict[tuple[str, str], dict[str, Any]]:
        """Know no feed or sitemap."""
        return {}

    def known_parameters(self) -> HostParameters:
        """Have learnt nothing."""
        return HostParameters()


def fetch_row(run_id: str, source_id: str | None, fetched: Fetched) -> dict[str, Any]:
    """Make the row of `fetches` for a fetch; the same fetch always has the same key."""
    record = fetched.record
    row = asdict(fetched)
    del row["record"], row["expires_after"]
    return row | {
        "fetch_id": hashed_key("fetch", fetched.url, fetched.fetched_at.isoformat()),
        "run_id": run_id,
        "source_id": source_id,
        "fetched_at": fetched.fetched_at.isoformat(),
        "archive_file": Path(record.path).name if record and record.is_kept else None,
        "archive_offset": record.offset if record and record.is_kept else None,
    }

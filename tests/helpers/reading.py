"""A run's reading of the web without workers: settings, index, ledger and what came of it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flows.paths import Places
from flows.run import Run
from flows.settings import Settings
from flows.sources.documents import FoundDocument
from flows.sources.index.read import Source
from flows.sources.web.history import WebMemory, fetch_row
from flows.sources.web.listings import Event, FetchNote, ListingNote
from flows.sources.web.readers import Readers, run_until_stopped
from flows.sources.web.web_run import read_sources
from flows.status import describe_left_out
from tests.helpers.hostile_server import HostileServer
from warehouse import fetches, ledger
from warehouse.connection import Connection, fetch_rows, read_sql

DAY = timedelta(days=1)


class Desk:
    """A newsroom whose runs read the web and enter what they read, each a day after the one before."""

    def __init__(self, con: Connection, folder: Path, server: HostileServer, name: str = "news") -> None:
        self.con, self.folder, self.server = con, folder, server
        self.places = Places(folder.parent / f"{name}.duckdb")
        self.settings = Settings(
            allow_private_hosts=server.places(), host_interval=0.0, fetch_timeout=5.0, user_agent="datelinetest/1"
        )
        self.number = 0

    def source(self, path: str, kind: str = "feed", slug: str = "a", **cells: Any) -> Source:
        return Source(slug, self.server.url(path), kind, 1, **cells)

    def start(self, *sources: Source, is_due_only: bool = False, is_retry: bool = False) -> Readers:
        self.number += 1
        now = datetime.now(UTC) + self.number * DAY
        ledger.start_run(self.con, f"run{self.number}", None, now)
        run = Run(self.settings, self.folder, self.places, is_retry, is_due_only, False, f"run{self.number}", now)
        memory = WebMemory(self.con, self.folder)
        readers = Readers()
        readers.start(
            "web", lambda told: asyncio.run(run_until_stopped(told, read_sources(told, sources, run, memory)))
        )
        return readers

    def read(self, *sources: Source, **how: bool) -> dict[str, FoundDocument]:
        """One run from end to end; gives the documents that it found, by path."""
        readers = self.start(*sources, **how)
        events = [event for portion in readers.portions() for event in portion]
        readers.stop()
        self.enter(events)
        ledger.finish_run(self.con, f"run{self.number}", "completed", datetime.now(UTC))
        found = [event for event in events if isinstance(event, FoundDocument)]
        return {document.location.removeprefix(self.server.url("")): document for document in found}

    def enter(self, events: list[Event]) -> None:
        """Enter what a run does, and each page as quarantined: that needs no worker."""
        run_id = f"run{self.number}"
        notes = [fetch_row(run_id, one.source_id, one.fetched) for one in events if isinstance(one, FetchNote)]
        fetches.record_fetches(self.con, notes)
        told = [one.row | {"run_id": run_id} for one in events if isinstance(one, ListingNote)]
        fetches.record_listings(self.con, told)
        for found in events:
            if isinstance(found, FoundDocument) and found.content_sha256:
                self.con.execute("DELETE FROM documents WHERE document_id = ?", [found.document_id])
                self.con.execute(
                    "INSERT INTO documents BY NAME SELECT ? AS document_id, ? AS source_id, ? AS location,"
                    " ? AS content_sha256, ? AS hints_sha256, now() AS fetched_at, now() AS first_seen_at,"
                    " now() AS last_seen_at, 'quarantined' AS status, ? AS run_id",
                    [
                        found.document_id,
                        found.source_id,
                        found.location,
                        found.content_sha256,
                        found.hints_sha256,
                        run_id,
                    ],
                )

    def damage(self) -> None:
        """Spoil every record of the raw archive."""
        for path in self.folder.glob("*.warc.gz"):
            path.write_bytes(b"spoilt" * 100)

    def listings(self) -> dict[str, dict[str, Any]]:
        rows = fetch_rows(self.con, "FROM listings")
        return {row["url"].removeprefix(self.server.url("")): row for row in rows}

    def report(self) -> list[str]:
        """What the last run tells of what was left out or damaged."""
        rows = fetch_rows(self.con, read_sql("report", "left_out"), {"run_id": f"run{self.number}"})
        return [line.replace(self.server.url(""), "") for row in rows for line in describe_left_out(row)]

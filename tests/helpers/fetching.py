"""A fetcher with its surroundings, for tests that ask a server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from flows.settings import Settings
from flows.sources.archives.raw_archive import ArchiveWriter
from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Fetched, Request
from tests.helpers.hostile_server import HostileServer

TIMEOUT = 0.5


class Desk:
    """A fetcher's surroundings: settings, an archive, and a loop for each run."""

    def __init__(self, folder: Path, server: HostileServer, **settings: Any) -> None:
        given = {"host_interval": 0, "fetch_timeout": TIMEOUT, "max_body_mb": 2, "allow_private_hosts": server.places()}
        self.settings = Settings(**{**given, **settings})
        self.folder = folder / "raw"
        self.options: dict[str, Any] = {"backoff": 0.01}
        self._runs = 0

    def run(self, work: Callable[[Fetcher], Awaitable[Any]]) -> Any:
        async def inside() -> Any:
            with ArchiveWriter(
                self.folder, f"run{self._runs}", started_at=datetime.now(UTC), software="test"
            ) as archive:
                async with Fetcher(self.settings, archive, **self.options) as fetcher:
                    return await work(fetcher)

        self._runs += 1
        return asyncio.run(inside())

    def fetch(self, *requests: str | Request) -> list[Fetched]:
        async def work(fetcher: Fetcher) -> list[Fetched]:
            return [await fetcher.fetch(one if isinstance(one, Request) else Request(one)) for one in requests]

        return self.run(work)

    def fetch_one(self, request: str | Request) -> Fetched:
        return self.fetch(request)[0]

    def records(self) -> list[tuple[str, str, bytes]]:
        """Type, address and body of every response, as warcio reads them."""
        found = []
        for path in sorted(self.folder.glob("*.warc.gz")):
            with path.open("rb") as file:
                found += [
                    (record.rec_type, record.rec_headers.get_header("WARC-Target-URI"), record.raw_stream.read())
                    for record in ArchiveIterator(file)
                    if record.rec_type != "warcinfo"
                ]
        return found


async def resolve_to_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]

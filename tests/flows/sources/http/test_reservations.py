"""What publishers reserve is obeyed, or recorded where it is not: noindex, noarchive, text and data mining."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.sources.archives.raw_archive import read_record
from flows.sources.http.fetcher import Fetcher
from flows.sources.http.robots import RESERVATIONS
from flows.sources.values import Fetched, Request
from tests.helpers.fetching import Desk
from tests.helpers.hostile_server import HostileServer


@pytest.mark.parametrize("path", ["/noindex", "/reserved"])
def test_what_is_reserved_is_not_kept(desk: Desk, server: HostileServer, path: str) -> None:
    fetched = desk.fetch_one(server.url(path))
    assert fetched.state == "skipped"
    assert set(fetched.reservations) <= RESERVATIONS.keys()
    assert fetched.reservations
    assert [body for _, url, body in desk.records() if url.endswith(path)] == [b""]


def test_a_page_that_is_not_to_be_archived_is_read_and_left_out(desk: Desk, server: HostileServer) -> None:
    read: list[bytes] = []

    async def work(fetcher: Fetcher) -> Fetched:
        fetched = await fetcher.fetch(Request(server.url("/noarchive")))
        assert fetched.record
        read.append(read_record(Path(fetched.record.path), fetched.record.offset, 100_000).content)
        return fetched

    fetched = desk.run(work)
    assert (fetched.state, fetched.reservations) == (None, ("noarchive",))
    assert not fetched.record.is_kept
    assert b"Not to keep" in read[0]
    assert not Path(fetched.record.path).exists()
    assert not [url for _, url, _ in desk.records() if url.endswith("/noarchive")]


def test_reservations_are_recorded_where_they_are_not_obeyed(tmp_path: Path, server: HostileServer) -> None:
    server.add("/robots.txt", "User-agent: *\nContent-Signal: ai-train=no")
    desk = Desk(tmp_path, server, respect_reservations=False)
    noindex, noarchive = desk.fetch(server.url("/noindex"), server.url("/noarchive"))
    assert (noindex.state, noindex.reservations) == (None, ("no-ai-train", "noindex"))
    assert (noarchive.state, noarchive.reservations) == (None, ("no-ai-train", "noarchive"))


def test_a_feed_that_is_not_to_be_indexed_is_still_read(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(Request(server.url("/noindex"), purpose="feed"))
    assert (fetched.state, fetched.reservations) == (None, ("noindex",))

"""Large files come to disk whole or not at all, and go on where they broke."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path

import pytest

from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Fetched
from tests.helpers.fetching import Desk
from tests.helpers.hostile_messages import Channel, Handler, Seen
from tests.helpers.hostile_server import HostileServer

FILE = bytes(range(256)) * 12_000  # 3 MB


def send_file(content: bytes, etag: str | None, *, break_after: int | None = None) -> Handler:
    """Serve a large file, or the part of it that is asked for; break off after so many bytes of an answer."""

    async def send(seen: Seen, channel: Channel) -> None:
        headers = {"Content-Type": "application/warc", **({"ETag": etag} if etag else {})}
        start = int(seen.headers.get("range", "bytes=0-")[6:-1])
        if start and seen.headers.get("if-range") == etag:
            if start >= len(content):
                await channel.head(416, {**headers, "Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
                return
            status, headers["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
        else:
            status, start = 200, 0
        await channel.head(status, {**headers, "Content-Length": str(len(content) - start)})
        stop = len(content) if break_after is None else start + break_after
        await channel.send(content[start:stop])
        if stop < len(content):
            await asyncio.sleep(0.02)  # what was sent is to arrive
            channel.drop()

    return send


def download(desk: Desk, url: str, path: Path, **held: str) -> Fetched:
    async def work(fetcher: Fetcher) -> Fetched:
        return await fetcher.download(url, path, **held)

    return desk.run(work)  # type: ignore[no-any-return]


@pytest.mark.parametrize("etag", ['"v1"', None])
def test_a_large_file_comes_to_disk(desk: Desk, server: HostileServer, tmp_path: Path, etag: str | None) -> None:
    server.add("/news.warc.gz", send_file(FILE, etag))
    path = tmp_path / "new" / "news.warc.gz"
    fetched = download(desk, server.url("/news.warc.gz"), path)
    assert (fetched.state, fetched.record, fetched.etag) == (None, None, etag)
    assert path.read_bytes() == FILE
    assert fetched.content_sha256 == hashlib.sha256(FILE).hexdigest()
    assert [one.name for one in path.parent.iterdir()] == ["news.warc.gz"]
    assert server.seen("/news.warc.gz")[0].headers["accept-encoding"] == "identity"


def test_a_download_goes_on_where_it_broke_as_long_as_it_gets_on(
    desk: Desk, server: HostileServer, tmp_path: Path
) -> None:
    server.add("/news.warc.gz", send_file(FILE * 2, '"v1"', break_after=1_100_000))
    fetched = download(desk, server.url("/news.warc.gz"), tmp_path / "f")
    assert fetched.state is None
    assert (tmp_path / "f").read_bytes() == FILE * 2
    assert server.count("/news.warc.gz") == 6


def test_a_download_that_a_killed_run_began_is_continued(desk: Desk, server: HostileServer, tmp_path: Path) -> None:
    url, path = server.url("/news.warc.gz"), tmp_path / "f"
    server.add("/news.warc.gz", send_file(FILE, '"v1"', break_after=100_000))
    fetched = download(desk, url, path)
    assert (fetched.state, fetched.reason, path.exists()) == ("failed", "connection", False)
    server.requests.clear()
    server.add("/news.warc.gz", send_file(FILE, '"v1"'))
    assert download(desk, url, path).status == 206
    assert path.read_bytes() == FILE
    assert server.seen("/news.warc.gz")[0].headers["range"] == "bytes=300000-"


def test_a_download_begins_anew_where_the_file_has_changed(desk: Desk, server: HostileServer, tmp_path: Path) -> None:
    url, path = server.url("/news.warc.gz"), tmp_path / "f"
    server.add("/news.warc.gz", send_file(FILE, '"v1"', break_after=100_000))
    download(desk, url, path)
    server.add("/news.warc.gz", send_file(FILE[::-1], '"v2"'))
    assert download(desk, url, path).status == 200
    assert path.read_bytes() == FILE[::-1]


def test_a_download_whose_last_byte_had_come_is_only_named(desk: Desk, server: HostileServer, tmp_path: Path) -> None:
    (tmp_path / "f.part").write_bytes(FILE)
    (tmp_path / "f.part.json").write_text('{"validator": "\\"v1\\""}')
    server.add("/news.warc.gz", send_file(FILE, '"v1"'))
    assert download(desk, server.url("/news.warc.gz"), tmp_path / "f").state is None
    assert (tmp_path / "f").read_bytes() == FILE


@pytest.mark.parametrize(
    ("path", "state", "reason"),
    [
        ("/declared-huge", "quarantined", "too_large"),
        ("/huge", "quarantined", "too_large"),
        ("/drip", "failed", "fetch_timeout"),
        ("/gone", "skipped", "gone"),
        ("/error", "failed", "http_status"),
        ("/metadata", "quarantined", "private_address"),
        ("/etag", "unchanged", "not_modified"),
    ],
)
def test_a_download_that_fails_leaves_no_file(
    tmp_path: Path, server: HostileServer, path: str, state: str, reason: str
) -> None:
    desk = Desk(tmp_path, server, max_warc_mb=1)
    fetched = download(desk, server.url(path), tmp_path / "f", etag='"v1"')
    assert (fetched.state, fetched.reason, (tmp_path / "f").exists()) == (state, reason, False)

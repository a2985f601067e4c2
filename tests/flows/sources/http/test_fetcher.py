"""The fetcher against a real server that misbehaves: every answer ends in a state, with a reason, and is kept."""

from __future__ import annotations

import asyncio
import hashlib
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from flows.sources.archives.raw_archive import read_fetched, read_record
from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Request
from tests.helpers.fetching import Desk
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import PAGE, TRAPS
from transforms.reasons import reasons_of

REASONS = reasons_of("request")
# State and reason of each trap; those not named here give content.
OUTCOMES = {
    "/drip": ("failed", "fetch_timeout"),
    "/silent": ("failed", "fetch_timeout"),
    "/endless-head": ("failed", "connection"),
    "/huge": ("quarantined", "too_large"),
    "/declared-huge": ("quarantined", "too_large"),
    "/bomb": ("quarantined", "too_large"),
    "/truncated-gzip": ("quarantined", "truncated_gzip"),
    "/bad-gzip": ("quarantined", "truncated_gzip"),
    "/bad-deflate": ("quarantined", "bad_encoding"),
    "/unknown-encoding": ("quarantined", "bad_encoding"),
    "/loop": ("failed", "redirects"),
    "/loop-back": ("failed", "redirects"),
    "/metadata": ("quarantined", "private_address"),
    "/metadata-by-number": ("quarantined", "private_address"),
    "/metadata-mapped": ("quarantined", "private_address"),
    "/passwd": ("quarantined", "not_http"),
    "/nowhere": ("failed", "http_status"),
    "/gone": ("skipped", "gone"),
    "/forbidden": ("failed", "http_status"),
    "/busy": ("failed", "http_status"),
    "/busy-for-long": ("failed", "http_status"),
    "/unavailable": ("failed", "http_status"),
    "/error": ("failed", "http_status"),
    "/dropped": ("failed", "connection"),
    "/dropped-within": ("failed", "connection"),
    "/nonsense": ("failed", "connection"),
    "/noindex": ("skipped", "reserved"),
    "/reserved": ("skipped", "reserved"),
}


def test_every_trap_ends_in_its_state_and_the_next_page_comes(desk: Desk, server: HostileServer) -> None:
    addresses = [server.url(path) for path in TRAPS]
    outcomes = {
        one.url.removeprefix(server.origin()): (one.state, one.reason) for one in desk.fetch(*addresses) if one.state
    }
    assert outcomes == OUTCOMES
    assert server.count("/robots.txt") == 1
    assert {reason for _, reason in OUTCOMES.values()} <= REASONS.keys()


def test_content_comes_with_what_the_server_said_of_it(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/etag"))
    assert (fetched.state, fetched.status, fetched.etag, fetched.expires_after) == (None, 200, '"v1"', 600)
    assert fetched.media_type == "text/html; charset=utf-8"
    assert fetched.content_sha256 == hashlib.sha256(PAGE.format("Tagged").encode()).hexdigest()
    assert fetched.record
    content = read_record(Path(fetched.record.path), fetched.record.offset, 10**6)
    assert content.content == PAGE.format("Tagged").encode()
    assert datetime.now(UTC) - fetched.fetched_at < timedelta(minutes=1)


@pytest.mark.parametrize("path", ["/gzip", "/deflate", "/chunks", "/windows-1251", "/pdf", "/final"])
def test_the_digest_is_of_what_the_archive_gives(desk: Desk, server: HostileServer, path: str) -> None:
    fetched = desk.fetch_one(server.url(path))
    assert fetched.record
    content = read_record(Path(fetched.record.path), fetched.record.offset, 10**6)
    assert hashlib.sha256(content.content).hexdigest() == fetched.content_sha256
    assert content.media_type == fetched.media_type


def test_a_brotli_page_is_read(desk: Desk, server: HostileServer) -> None:
    brotli = pytest.importorskip("brotli")
    server.add("/br", brotli.compress(PAGE.encode()), headers={"Content-Encoding": "br", "Content-Type": "text/html"})
    assert desk.fetch_one(server.url("/br")).content_sha256 == hashlib.sha256(PAGE.encode()).hexdigest()


@pytest.mark.parametrize(
    ("path", "validators"),
    [("/etag", {"etag": '"v1"'}), ("/dated", {"last_modified": "Sat, 01 Mar 2031 08:00:00 GMT"})],
)
def test_a_conditional_request_for_what_we_hold(
    desk: Desk, server: HostileServer, path: str, validators: dict[str, str]
) -> None:
    fetched = desk.fetch_one(Request(server.url(path), **validators))
    assert (fetched.state, fetched.reason, fetched.status) == ("unchanged", "not_modified", 304)
    assert fetched.record
    assert fetched.content_sha256 is None
    assert [kind for kind, _, _ in desk.records()] == ["response", "revisit"]


def test_what_follows_a_response_unasked_is_not_the_next_page(desk: Desk, server: HostileServer) -> None:
    _, page = desk.fetch(server.url("/too-much"), server.url("/final"))
    assert page.content_sha256 == hashlib.sha256(PAGE.format("Final").encode()).hexdigest()


def test_what_a_killed_run_stored_is_given_once_in_place_of_a_request(desk: Desk, server: HostileServer) -> None:
    wanted = [server.url("/final"), server.url("/metadata"), server.url("/gone")]
    before = desk.fetch(*wanted)
    stored = {one.url: one for path in desk.folder.iterdir() for one in read_fetched(path) if one.purpose == "page"}
    assert [stored[url] for url in wanted] == before
    server.requests.clear()
    desk.options["stored"] = stored
    after = desk.fetch(*wanted, wanted[0])
    assert after[:3] == before
    assert server.count("/final") == 1
    assert {one.path for one in server.requests} == {"/robots.txt", "/final"}


def test_a_cancelled_fetch_ends_at_once_and_leaves_nothing_open(desk: Desk, server: HostileServer) -> None:
    async def work(fetcher: Fetcher) -> list[str]:
        tasks = [asyncio.ensure_future(fetcher.fetch(Request(server.url(path)))) for path in ("/silent", "/final")]
        drip = asyncio.ensure_future(fetcher.fetch(Request(server.url("/drip", 1))))
        while not (server.count("/silent") and server.count("/drip")):
            await asyncio.sleep(0.01)
        for task in (*tasks, drip):
            task.cancel()
        done = await asyncio.gather(*tasks, drip, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in done)
        return [(await fetcher.fetch(Request(server.url("/final", host)))).state or "" for host in (0, 1)]

    assert desk.run(work) == ["", ""]


def test_error_pages_are_kept_too(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/gone"))
    assert fetched.record
    assert ("response", server.url("/gone"), b"<h1>Gone</h1>") in desk.records()


def test_a_page_cut_short_is_marked_so(desk: Desk, server: HostileServer) -> None:
    desk.fetch(server.url("/huge"), server.url("/drip"), server.url("/dropped-within"), server.url("/reserved"))
    marks = []
    for path in desk.folder.iterdir():
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                mark = record.rec_headers.get_header("WARC-Truncated")
                marks += [(record.rec_headers.get_header("WARC-Target-URI").rpartition("/")[2], mark)] if mark else []
    assert marks == [
        ("huge", "length"),
        ("drip", "time"),
        *[("dropped-within", "disconnect")] * 3,
        ("reserved", "unspecified"),
    ]


HEADS = [b"HTTP/1.1 200 OK", b"HTTP/1.0 200", b"HTTP/1.1 301 Moved", b"HTTP/1.1 304 Same", b"HTTP/1.1 999 \xff"]
FIELDS = [
    b"Content-Length: 90", b"Content-Length: -1", b"Transfer-Encoding: chunked", b"Content-Encoding: gzip, br",
    b"Content-Encoding: \xff", b"Location: /x\xff?\xc3\xbc", b"Location: http://[::1", b"Retry-After: \xb2", b"noname",
    b"Cache-Control: max-age=\xb2", b"Expires: Thu, 99 Foo 99999", b"ETag: a\r\n folded", b"X-Robots-Tag: \xff:,:,noai",
    b"Content-Type: text/html\x00", b"Age: 1e5", b": nameless",
]  # fmt: skip


def test_no_bytes_that_a_server_sends_raise(desk: Desk, server: HostileServer) -> None:
    choose = random.Random(5)

    async def send_anything(seen: Seen, channel: Channel) -> None:
        fields = choose.sample(FIELDS, choose.randrange(5))
        answer = bytearray(b"\r\n".join([choose.choice(HEADS), *fields, b"", b"<meta name=robots>" * 5]))
        for _ in range(choose.randrange(4)):
            answer[choose.randrange(len(answer))] = choose.randrange(256)
        await channel.send(bytes(answer))
        channel.close()

    server.add("/any", send_anything)
    desk.options["backoff"] = 0.0
    fetched = desk.fetch(*[server.url(f"/any?{number}") for number in range(150)])
    assert {one.reason for one in fetched} <= {None, *REASONS}
    assert len({one.reason for one in fetched}) > 3
    kept = [one for path in desk.folder.iterdir() for one in read_fetched(path) if one.purpose == "page"]
    assert kept == [one for one in fetched if one.record]

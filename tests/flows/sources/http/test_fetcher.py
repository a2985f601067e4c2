"""The fetcher against a real server that misbehaves: every answer ends in a state, with a reason."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived
from warcio.archiveiterator import ArchiveIterator

from flows.errors import SettingsError
from flows.settings import Settings
from flows.sources.archives.raw_archive import ArchiveWriter, read_fetched, read_record
from flows.sources.http.fetcher import Fetcher
from flows.sources.http.robots import RESERVATIONS
from flows.sources.values import Fetched, Request
from tests.helpers.certificates import make_certificate
from tests.helpers.hostile_server import PAGE, TRAPS, Channel, HostileServer, Page, Seen, add_traps, redirect, send_file
from transforms.reasons import reasons_of

REASONS = reasons_of("request")
TIMEOUT = 0.5


@pytest.fixture
def server() -> Iterator[HostileServer]:
    with HostileServer(["127.0.0.1", "127.0.0.2"]) as server:
        add_traps(server)
        yield server


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


@pytest.fixture
def desk(tmp_path: Path, server: HostileServer) -> Desk:
    return Desk(tmp_path, server)


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


def test_redirects_are_followed_recorded_and_the_permanent_ones_told(desk: Desk, server: HostileServer) -> None:
    moved, for_now = desk.fetch(server.url("/moved"), server.url("/for-now"))
    assert moved.redirects == (server.url("/moved-again"), server.url("/final"))
    assert moved.permanent_url == moved.final_url == server.url("/final")
    assert for_now.permanent_url is None
    assert len(for_now.redirects) == 3
    urls = [url.removeprefix(server.origin()) for _, url, _ in desk.records()]
    assert urls == ["/robots.txt", "/moved", "/moved-again", "/final", "/for-now", "/moved", "/moved-again", "/final"]


def test_a_redirect_to_another_host_asks_that_host_first(desk: Desk, server: HostileServer) -> None:
    server.add("/robots.txt", "User-agent: *\nDisallow: /final", host=1)
    server.add("/over", redirect(server.url("/final", 1)))
    fetched = desk.fetch_one(server.url("/over"))
    assert (fetched.state, fetched.reason) == ("skipped", "robots")
    assert server.count("/final") == 0
    assert fetched.final_url == server.url("/final", 1)


def test_too_many_redirects_end(desk: Desk, server: HostileServer) -> None:
    for number in range(20):
        server.add(f"/hop-{number}", redirect(f"/hop-{number + 1}"))
    fetched = desk.fetch_one(server.url("/hop-0"))
    assert (fetched.state, fetched.reason, len(fetched.redirects)) == ("failed", "redirects", 10)


def test_robots_txt_is_asked_once_and_obeyed(desk: Desk, server: HostileServer) -> None:
    server.add("/robots.txt", "User-agent: *\nDisallow: /private/\nSitemap: /news.xml")
    kept_out, let_in = desk.fetch(server.url("/private/a"), server.url("/final"))
    assert (kept_out.state, kept_out.reason, kept_out.status) == ("skipped", "robots", None)
    assert let_in.state is None
    assert [one.path for one in server.requests] == ["/robots.txt", "/final"]


def test_sitemaps_are_those_that_robots_txt_names(desk: Desk, server: HostileServer) -> None:
    server.add("/robots.txt", "Sitemap: /news.xml\nSitemap: https://varnland.example/all.xml")

    async def work(fetcher: Fetcher) -> list[Sequence[str]]:
        return [await fetcher.sitemaps_of(url) for url in (server.url("/a"), "http://10.0.0.1/", "nonsense")]

    assert desk.run(work) == [(server.url("/news.xml"), "https://varnland.example/all.xml"), (), ()]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Page(b"", 500), "robots_unreachable"),
        (Page(b"", 429), "robots_unreachable"),
        (TRAPS["/dropped"], "connection"),
        (TRAPS["/silent"], "fetch_timeout"),
        (redirect("http://169.254.169.254/robots.txt"), "robots_unreachable"),
    ],
)
def test_a_host_without_robots_txt_to_be_had_fails_and_is_not_asked_again(
    desk: Desk, server: HostileServer, answer: Any, reason: str
) -> None:
    server.add("/robots.txt", answer)
    one, other = desk.fetch(server.url("/final"), server.url("/etag"))
    assert (one.state, one.reason) == (other.state, other.reason) == ("failed", reason)
    assert server.count("/final") == server.count("/etag") == 0
    assert server.count("/robots.txt") <= 3


@pytest.mark.parametrize("answer", [Page(b"", 404), Page(b"", 403), redirect("/robots.txt"), Page(b"\xff\x00", 200)])
def test_a_robots_txt_that_is_none_allows_everything(desk: Desk, server: HostileServer, answer: Any) -> None:
    server.add("/robots.txt", answer)
    assert desk.fetch_one(server.url("/final")).state is None


def test_a_robots_txt_elsewhere_and_a_huge_one_count(desk: Desk, server: HostileServer) -> None:
    server.add("/robots.txt", redirect(server.url("/rules", 1)), host=0)
    server.add("/rules", "User-agent: *\nDisallow: /final\n" + "# more\n" * 200_000, host=1)
    assert desk.fetch_one(server.url("/final")).reason == "robots"


@pytest.mark.parametrize("after", ["1", "date"])
def test_retry_after_is_honoured(desk: Desk, server: HostileServer, after: str) -> None:
    value = after if after == "1" else format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
    server.add("/later", [Page(b"", 503, {"Retry-After": value}), Page(b"<p>now")])
    assert desk.fetch_one(server.url("/later")).state is None
    first, second = server.seen("/later")
    assert second.at - first.at >= 0.98 if after == "1" else 0.5


def test_a_host_that_has_had_too_much_is_left_alone(desk: Desk, server: HostileServer) -> None:
    server.add("/busy", b"", status=429, headers={"Retry-After": "86400"})
    one, other = desk.fetch(server.url("/busy"), server.url("/final"))
    assert (one.state, other.state, other.reason) == ("failed", "failed", "http_status")
    assert server.count("/busy") == 1
    assert server.count("/final") == 0


def test_what_breaks_once_is_tried_again(desk: Desk, server: HostileServer) -> None:
    server.add("/flaky", [TRAPS["/dropped"], TRAPS["/dropped-within"], Page(b"<p>at last")])
    server.add("/error", [Page(b"", 500), Page(b"", 502), Page(b"<p>at last")])
    assert [one.state for one in desk.fetch(server.url("/flaky"), server.url("/error"))] == [None, None]
    assert server.count("/flaky") == server.count("/error") == 3


def test_a_host_that_never_answers_is_left_alone(desk: Desk, server: HostileServer) -> None:
    server.add("/robots.txt", "")
    desk.options["backoff"] = 0.0
    fetched = desk.fetch(server.url("/robots.txt"), *[server.url("/dropped")] * 15, server.url("/final"))
    assert fetched[0].state is None
    assert {one.reason for one in fetched[1:]} == {"connection"}
    assert server.count("/final") == 0


def test_what_follows_a_response_unasked_is_not_the_next_page(desk: Desk, server: HostileServer) -> None:
    _, page = desk.fetch(server.url("/too-much"), server.url("/final"))
    assert page.content_sha256 == hashlib.sha256(PAGE.format("Final").encode()).hexdigest()


def test_intervals_and_the_crawl_delay_are_kept(tmp_path: Path, server: HostileServer) -> None:
    server.add("/robots.txt", "User-agent: *\nCrawl-delay: 0.15", host=1)
    desk = Desk(tmp_path, server, host_interval=0.08)

    async def work(fetcher: Fetcher) -> None:
        paths = [server.url("/final", host) for host in (0, 1) for _ in range(4)]
        await asyncio.gather(*(fetcher.fetch(Request(url)) for url in paths))

    desk.run(work)
    times = [[one.at for one in server.requests if one.host == host] for host in (0, 1)]
    gaps = [min(later - sooner for sooner, later in pairwise(host)) for host in times]
    assert gaps[0] >= 0.07
    assert gaps[1] >= 0.14
    assert [len(host) for host in times] == [5, 5]


def test_one_request_at_a_time_to_a_host_and_many_hosts_at_once(desk: Desk, server: HostileServer) -> None:
    running = [0, 0]
    most = [0, 0, 0]

    async def count(seen: Seen, channel: Channel) -> None:
        running[seen.host] += 1
        most[seen.host] = max(most[seen.host], running[seen.host])
        most[2] = max(most[2], sum(running))
        await asyncio.sleep(0.03)
        running[seen.host] -= 1
        await Page(b"<p>x")(seen, channel)

    server.add("/count", count)

    async def work(fetcher: Fetcher) -> None:
        urls = [server.url(f"/count?{number}", host) for number in range(5) for host in (0, 1)]
        await asyncio.gather(*(fetcher.fetch(Request(url)) for url in urls))

    desk.run(work)
    assert most == [1, 1, 2]


def test_nothing_but_our_own_headers_leaves(desk: Desk, server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    server.add("/to", redirect(server.url("/final").replace("://", "://ana:secret@")))
    desk.fetch(server.url("/cookie"), server.url("/cookie"), server.url("/to"))
    assert server.count("/final") == 1
    names = {name for one in server.requests for name in one.headers}
    assert names == {"host", "user-agent", "accept", "accept-encoding"}
    assert {one.headers["user-agent"] for one in server.requests} == {desk.settings.user_agent}


def test_an_address_with_a_password_is_refused_without_repeating_it(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/final").replace("://", "://ana:secret@"))
    assert (fetched.state, fetched.reason) == ("quarantined", "bad_address")
    assert "secret" not in (fetched.detail or "")
    assert server.requests == []


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("http://127.0.0.1:1/", "private_address"),
        ("http://0x7f.1:1/", "private_address"),
        ("http://[::1]/", "private_address"),
        ("http://localhost:1/", "private_address"),
        ("http://news.varnland.example@127.1:1/", "bad_address"),
        ("ftp://varnland.example/", "not_http"),
        ("file:///etc/passwd", "not_http"),
        ("http://[nonsense/", "bad_address"),
    ],
)
def test_what_is_not_to_be_asked_is_quarantined(desk: Desk, url: str, reason: str) -> None:
    fetched = desk.fetch_one(url)
    assert (fetched.state, fetched.reason, fetched.record) == ("quarantined", reason, None)


def test_a_resolver_that_answers_differently_the_second_time_does_not_win(
    tmp_path: Path, server: HostileServer
) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["192.0.2.1"] if len(asked) == 1 else ["127.0.0.1"]

    desk = Desk(tmp_path, server, allow_private_hosts=())
    desk.options["resolve"] = resolve
    fetched = desk.fetch(*[f"http://rebind.example:{server.ports[0]}/final"] * 3)
    assert [one.reason for one in fetched] == ["private_address"] * 3
    assert server.requests == []


def test_the_connection_goes_to_the_address_that_was_checked(tmp_path: Path, server: HostileServer) -> None:
    asked: list[str] = []

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["169.254.169.254"]

    place = f"pinned.example:{server.ports[0]}"
    desk = Desk(tmp_path, server, allow_private_hosts=(place,))
    desk.options["resolve"] = resolve
    fetched = desk.fetch_one(f"http://{place}/final")
    assert fetched.state is None
    assert asked == ["pinned.example"]
    assert {one.headers["host"] for one in server.requests} == {place}


def test_a_name_that_does_not_resolve_and_a_port_where_nobody_listens(tmp_path: Path, server: HostileServer) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        if host == "closed.example":
            return ["127.0.0.1"]
        raise OSError(-2, "Name or service not known")

    desk = Desk(tmp_path, server, allow_private_hosts=("closed.example",))
    desk.options["resolve"] = resolve
    for one in desk.fetch("http://unknown.example/", "http://closed.example:1/"):
        assert (one.state, one.reason, one.status) == ("failed", "connection", None)


def test_the_second_address_is_tried_where_the_first_does_not_answer(tmp_path: Path, server: HostileServer) -> None:
    async def resolve(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.9", "127.0.0.1"]

    desk = Desk(tmp_path, server, allow_private_hosts=("two.example",))
    desk.options["resolve"] = resolve
    assert desk.fetch_one(f"http://two.example:{server.ports[0]}/final").state is None


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


REFRESHES = {  # how a page sends its reader on, and whether it does
    '<meta http-equiv="refresh" content="0; URL=\'/final\'">': True,
    '<META HTTP-EQUIV=Refresh CONTENT="3;url=/final">': True,
    '<meta content="1 /final" http-equiv="refresh">': True,
    '<noscript><meta http-equiv="refresh" content="0;url=/final"></noscript><p>One moment.': True,
    '<meta http-equiv="refresh" content="300; url=/final">': False,
    '<meta http-equiv="refresh" content="5">': False,
    '<!-- <meta http-equiv="refresh" content="0;url=/final"> -->': False,
    '<noscript><meta http-equiv="refresh" content="0;url=/final"></noscript>' + "<p>A long story.</p>" * 40: False,
    '<meta http-equiv="refresh" content="0; url=/go#top">': False,
}


@pytest.mark.parametrize(("markup", "is_followed"), REFRESHES.items())
def test_a_page_that_sends_its_reader_on_is_a_redirect(
    desk: Desk, server: HostileServer, markup: str, is_followed: bool
) -> None:
    server.add("/go", f"<html><head><title>Go</title>{markup}</head></html>")
    fetched = desk.fetch_one(server.url("/go"))
    assert fetched.state is None
    assert fetched.final_url == server.url("/final" if is_followed else "/go")
    assert fetched.permanent_url is None


@pytest.mark.parametrize(
    ("target", "reason"),
    [("http://10.0.0.1/", "private_address"), ("/go2", "redirects"), ("javascript:alert(1)", None)],
)
def test_a_page_that_sends_its_reader_on_is_held_to_what_redirects_are(
    desk: Desk, server: HostileServer, target: str, reason: str | None
) -> None:
    server.add("/go1", f'<meta http-equiv="refresh" content="0; url={target}">Wait.')
    server.add("/go2", '<meta http-equiv="refresh" content="0; url=/go1">Wait.')
    assert desk.fetch_one(server.url("/go1")).reason == reason


def test_reservations_are_recorded_where_they_are_not_obeyed(tmp_path: Path, server: HostileServer) -> None:
    server.add("/robots.txt", "User-agent: *\nContent-Signal: ai-train=no")
    desk = Desk(tmp_path, server, respect_reservations=False)
    noindex, noarchive = desk.fetch(server.url("/noindex"), server.url("/noarchive"))
    assert (noindex.state, noindex.reservations) == (None, ("no-ai-train", "noindex"))
    assert (noarchive.state, noarchive.reservations) == (None, ("no-ai-train", "noarchive"))


def test_a_feed_that_is_not_to_be_indexed_is_still_read(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(Request(server.url("/noindex"), purpose="feed"))
    assert (fetched.state, fetched.reservations) == (None, ("noindex",))


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


FILE = bytes(range(256)) * 12_000  # 3 MB


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


async def resolve_to_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


@pytest.mark.parametrize(
    ("asked", "is_trusted", "reason"),
    [("news.example", True, None), ("other.example", True, "tls"), ("news.example", False, "tls")],
)
def test_tls_verifies_the_name_though_the_address_is_pinned(
    tmp_path: Path, asked: str, is_trusted: bool, reason: str | None
) -> None:
    theirs, ours = make_certificate(tmp_path, "news.example")
    with HostileServer(tls=theirs) as server:
        server.add("/a", "<p>x")
        desk = Desk(tmp_path, server, allow_private_hosts=(asked,))
        desk.options |= {"resolve": resolve_to_loopback, **({"tls": ours} if is_trusted else {})}
        fetched = desk.fetch_one(f"https://{asked}:{server.ports[0]}/a")
    assert fetched.reason == reason
    assert len(server.requests) == (0 if reason else 2)


def test_a_server_that_never_finishes_its_handshake(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/final").replace("http:", "https:"))
    assert (fetched.state, fetched.reason) == ("failed", "fetch_timeout")


def test_an_exemption_that_cannot_be_read_is_an_error_of_the_settings(tmp_path: Path, server: HostileServer) -> None:
    with pytest.raises(SettingsError, match="DATELINE_ALLOW_PRIVATE_HOSTS: 'a b' is not a host name"):
        Desk(tmp_path, server, allow_private_hosts=("a b",)).fetch()


class FrameServer(asyncio.Protocol):
    """A server of HTTP/2: `/a` is a page, `/reset` breaks its stream off, `/silent` gets no answer."""

    connections = 0

    def __init__(self) -> None:
        self._frames = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        FrameServer.connections += 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._frames.initiate_connection()
        transport.write(self._frames.data_to_send())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        for event in self._frames.receive_data(data):
            if isinstance(event, RequestReceived):
                self._answer(event)
        self._transport.write(self._frames.data_to_send())

    def _answer(self, event: RequestReceived) -> None:
        stream, headers = event.stream_id or 0, dict(event.headers or [])
        match headers[":path"]:
            case "/a":
                self._frames.send_headers(stream, [(":status", "200"), ("content-type", "text/html"), ("etag", '"1"')])
                self._frames.send_data(stream, PAGE.encode(), end_stream=True)
            case "/reset":
                self._frames.reset_stream(stream)
            case "/robots.txt":
                self._frames.send_headers(stream, [(":status", "404")], end_stream=True)


def test_http_2_in_one_connection(tmp_path: Path, server: HostileServer) -> None:
    theirs, ours = make_certificate(tmp_path, "news.example")
    theirs.set_alpn_protocols(["h2"])
    desk = Desk(tmp_path, server, allow_private_hosts=("news.example",))
    desk.options |= {"resolve": resolve_to_loopback, "tls": ours}
    FrameServer.connections = 0

    async def work(fetcher: Fetcher) -> list[Fetched]:
        frames = await asyncio.get_running_loop().create_server(FrameServer, "127.0.0.1", 0, ssl=theirs)
        origin = f"https://news.example:{frames.sockets[0].getsockname()[1]}"
        async with frames:
            both = [await fetcher.fetch(Request(origin + "/a")) for _ in range(2)]
            assert FrameServer.connections == 1
            return both + [await fetcher.fetch(Request(origin + path)) for path in ("/silent", "/a", "/reset")]

    first, second, silent, third, reset = desk.run(work)
    assert (first.state, second.state, third.state) == (None, None, None)
    assert first.content_sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert (first.status, first.media_type, first.etag) == (200, "text/html", '"1"')
    assert (silent.reason, reset.reason) == ("fetch_timeout", "connection")
    assert first.record
    assert read_record(Path(first.record.path), first.record.offset, 10**6).content == PAGE.encode()


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

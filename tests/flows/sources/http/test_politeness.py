"""robots.txt is obeyed; a host is asked one thing at a time, not too often, and left alone once it has had enough."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Request
from tests.helpers.fetching import Desk
from tests.helpers.hostile_messages import Channel, Page, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import TRAPS, redirect


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

"""Redirects of servers and pages are followed within limits; each hop is checked and kept, permanent ones are told."""

from __future__ import annotations

import pytest

from tests.helpers.fetching import Desk
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import redirect


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

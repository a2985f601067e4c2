"""What lies at an address is told by its content, whatever its server calls it."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from flows.sources.formats.feeds import Feed
from flows.sources.formats.inspection import inspect_content
from flows.sources.formats.opml import OpmlFeed
from flows.sources.formats.sitemaps import Sitemap

CASES = Path(__file__).parents[3] / "cases"
URL = "https://courier.example/x"
PAGE = (
    b"<!doctype html><html><head><title>Courier &amp; Ledger</title>"
    b'<link rel="alternate" type="application/rss+xml" href="/feed"></head><body><p>News</p></body></html>'
)


@pytest.mark.parametrize("name", ["rss20.xml", "atom.xml", "rdf.xml", "rss091.xml", "damaged.xml", "jsonfeed.json"])
@pytest.mark.parametrize("is_packed", [False, True])
def test_feeds(name: str, is_packed: bool) -> None:
    content = (CASES / "feeds" / name).read_bytes()
    found = inspect_content(gzip.compress(content) if is_packed else content, "text/html", URL)
    assert found.kind == "feed"
    assert isinstance(found.found, Feed)
    assert found.title == found.found.title
    assert found.title


@pytest.mark.parametrize(("name", "kind"), [("news.xml", "urlset"), ("index.xml", "index"), ("list.txt", "text")])
def test_sitemaps(name: str, kind: str) -> None:
    found = inspect_content((CASES / "sitemaps" / name).read_bytes(), "text/plain", URL)
    assert found.kind == "sitemap"
    assert isinstance(found.found, Sitemap)
    assert found.found.kind == kind


def test_pages_and_the_feeds_that_they_name() -> None:
    found = inspect_content(PAGE, "application/rss+xml", URL)
    assert (found.kind, found.title, found.feeds) == ("url", "Courier & Ledger", ("https://courier.example/feed",))
    assert inspect_content(b"<section>News</section>", "text/html; charset=utf-8", URL).kind == "url"
    assert inspect_content(b"A title\n\nAnd a text.", "text/plain", URL).kind == "url"


def test_web_archives_by_their_first_bytes() -> None:
    record = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 100000\r\n\r\n"
    assert inspect_content(record, None, URL).kind == "warc"
    assert inspect_content(gzip.compress(record)[:40], "application/octet-stream", URL).kind == "warc"


def test_lists_of_feeds() -> None:
    found = inspect_content(b'<opml><body><outline text="A" xmlUrl="https://a.example/f"/></body></opml>', None, URL)
    assert found.kind == "opml"
    assert found.found == (OpmlFeed("https://a.example/f", "A"),)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "binary"),
        (b'{"json": 1}', "not_a_feed"),
        (b"<!DOCTYPE opml [<!ENTITY a 'b'>]><opml/>", "entity_declaration"),
    ],
)
def test_what_is_of_no_use_says_why(content: bytes, reason: str) -> None:
    found = inspect_content(content, None, URL)
    assert found.kind is None
    assert found.refusal is not None
    assert found.refusal.reason == reason

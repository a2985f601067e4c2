"""Feeds of every kind and charset: what is read off them, and what is refused as no feed."""

from __future__ import annotations

import gzip
import json

import pytest

from flows.sources.formats.feeds import Entry, parse_feed
from tests.helpers.feeds import ALL, LONG, REASONS, URL, read, refuse
from transforms.values import Refusal


def test_rss_with_all_that_news_feeds_hold() -> None:
    feed = read(ALL["rss20.xml"])
    assert feed.title == "Varnland Courier & Ledger: News"
    assert (feed.url, feed.site_url, feed.hub) == (URL, "https://courier.example/", "https://hub.example/")
    assert (feed.language, feed.version, feed.damage) == ("en", "rss20", None)
    assert (feed.ttl_seconds, feed.skip_hours, feed.skip_days) == (1800, {0, 1}, {6})
    assert feed.entries[0] == Entry(
        link="https://courier.example/news/2031/05/02/bridge?id=4&utm_source=rss",
        title="Bridge at Ostby closes in May, R&D wing stays",
        published="2031-05-02T11:30:15+00:00",
        authors=("Ada Quill", "Bo Ferrand"),
        tags=("Transport", "Ostby"),
        guid="courier-1",
    )
    assert [entry.link for entry in feed.entries[1:]] == [
        "https://courier.example/news/ferries",
        "https://courier.example/news/prices",
        None,
    ]
    assert [entry.title for entry in feed.entries[1:]] == [
        "Ferries “every hour” from June",
        "Prices if a < b hold",
        "No address at all",
    ]
    assert [entry.published for entry in feed.entries[1:]] == ["2031-05-02", "2031-05-03T08:00:00+00:00", None]
    assert [entry.authors for entry in feed.entries[1:]] == [("Cleo Marsh",), (), ()]


def test_atom_with_bases_languages_and_three_kinds_of_title() -> None:
    feed = read(ALL["atom.xml"])
    assert (feed.title, feed.language, feed.version) == ("Varnländer Bote", "de", "atom10")
    assert (feed.site_url, feed.hub) == ("https://bote.example/", "https://hub.example/")
    assert feed.entries[0] == Entry(
        link="https://archiv.example/2031/faehre",
        title="Fähre verkehrt wieder",
        published="2031-05-02T08:15:30+00:00",
        updated="2031-05-03T07:59:59+00:00",
        authors=("Ina Tang", "Jan Olm"),
        tags=("Verkehr",),
        guid="tag:bote.example,2031:1",
        language="de",
    )
    second = feed.entries[1]
    assert (second.title, second.language) == ("AT&amp;T <b> stays as it is", "en")
    assert (second.link, second.published, second.updated) == ("https://bote.example/feeds/english", None, "2031-05-01")


def test_rdf_takes_its_one_date_for_that_of_publication() -> None:
    feed = read(ALL["rdf.xml"], "application/rdf+xml")
    assert (feed.version, feed.language, feed.ttl_seconds) == ("rss10", "fr", 6 * 3600)
    entry = feed.entries[0]
    assert (entry.title, entry.authors, entry.tags) == ("Le pont de l'été", ("Zoé Lamarr",), ("Ponts",))
    assert entry.published == "2031-05-02T08:15:00+00:00"


def test_rss_091_with_its_external_document_type() -> None:
    feed = read(ALL["rss091.xml"])
    assert (feed.version, feed.damage) == ("rss091u", None)
    assert [entry.link for entry in feed.entries] == [
        "http://skarrow.example/mine.html",
        "http://skarrow.example/council.html",
    ]


def test_json_feed_of_both_versions() -> None:
    feed = read(ALL["jsonfeed.json"], "application/feed+json")
    assert (feed.title, feed.version, feed.language) == ("Noll's Notes", "json1.1", "en")
    assert (feed.site_url, feed.hub) == ("https://noll.example/", "https://hub.example/")
    assert feed.entries[0] == Entry(
        link="https://noll.example/notes/7",
        title="Tides & <times>",
        published="2031-05-02T08:15:00+00:00",
        updated="2031-05-03",
        authors=("Nora Noll",),
        tags=("tides", "harbour"),
        guid="7",
    )
    assert feed.entries[1].link == "https://elsewhere.example/8"
    assert feed.entries[1].authors == ("Per Lund",)
    assert feed.entries[2] == Entry(link=None)


def test_damaged_feed_gives_what_can_be_read_and_says_what_was_wrong() -> None:
    feed = read(ALL["damaged.xml"])
    assert feed.title == "Echo & Sons"
    assert [(entry.link, entry.title) for entry in feed.entries[:2]] == [
        ("https://echo.example/a?x=1&y=2", "Café opens & closes"),
        ("https://echo.example/b", "Second"),
    ]
    assert feed.damage == "85 characters before the feed; line 3: not well-formed (invalid token)"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html; charset=utf-8",
        "text/plain",
        "application/xml; charset=us-ascii",
        "application/octet-stream",
        "",
        ";;=",
    ],
)
def test_the_content_counts_and_not_what_the_server_calls_it(media_type: str) -> None:
    assert read(ALL["atom.xml"], media_type) == read(ALL["atom.xml"])
    assert read(ALL["jsonfeed.json"], media_type) == read(ALL["jsonfeed.json"])


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "windows-1251"]
)
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "no-such-charset"])
def test_charsets_that_the_header_or_the_declaration_lie_about(charset: str, declared: str) -> None:
    title = "Старый мост закроют в мае, сказала мэр города журналистам"
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><channel><item><title>{title}</title></item></channel></rss>'
    )
    for media_type in (None, f"text/xml; charset={declared}", "text/xml"):
        assert read(text.encode(charset), media_type).entries[0].title == title


def test_gzip_is_told_by_its_first_bytes() -> None:
    assert read(gzip.compress(ALL["atom.xml"])) == read(ALL["atom.xml"])
    assert refuse(gzip.compress(ALL["atom.xml"])[:-200]) == "truncated_gzip"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 and more", "binary"),
        (b"<!DOCTYPE html><html><head><title>News</title></head><body><p>feed</p></body></html>", "web_page"),
        (b"<head><title>x</title></head>", "web_page"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "sitemap"),
        (b"<opml version='2.0'><body/></opml>", "opml"),
        (b"<note><to>Ada</to></note>", "not_a_feed"),
        (b"Just words.", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b"{" * 200_000, "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "not_a_feed"),
        (b"<rss", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_apart(content: bytes, reason: str) -> None:
    assert refuse(content) == reason
    assert reason in REASONS


def test_a_limit_on_what_gzip_unpacks_to() -> None:
    found = parse_feed(gzip.compress(b"<rss>" + b" " * 100_000), None, URL, max_bytes=10_000)
    assert isinstance(found, Refusal)
    assert found.reason == "too_large"


JSON_ITEM = '{"id": "1", "url": "https://a.example/1", "content_text": "1", "date_published": "2026-03-12T08:30:00Z"}'
JSON_FEEDS = {
    "a line break within a text": '{"version": "https://jsonfeed.org/version/1", "title": "A\nB", "items": [%s]}',
    "no version": '{"title": "T", "items": [%s]}',
    "a comma too many": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s,]}',
    "cut off": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s, {"id": "2", "url": "https://a.ex',
    "a mark before it": '\ufeff {"version": "https://jsonfeed.org/version/1.1", "items": [%s]}',
    "items that are none": '{"version": "https://jsonfeed.org/version/1.1", "items": [null, 7, %s]}',
}


@pytest.mark.parametrize("template", JSON_FEEDS.values(), ids=JSON_FEEDS.keys())
def test_json_feeds_as_they_come(template: str) -> None:
    (entry,) = read(template % JSON_ITEM).entries
    assert (entry.link, entry.published) == ("https://a.example/1", "2026-03-12T08:30:00+00:00")


def test_json_authors_dates_and_numbers_in_other_types() -> None:
    told = {"id": 7, "author": "Ada Odell", "date_published": 1773304200, "content_html": f"<p>{LONG}", "title": "T"}
    (entry,) = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [told]})).entries
    assert (entry.link, entry.guid, entry.authors) == (None, "7", ("Ada Odell",))
    assert entry.published == "2026-03-12T08:30:00+00:00"
    assert entry.content_html

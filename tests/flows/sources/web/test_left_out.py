"""What a feed, a sitemap or a web archive leaves out, and what is damaged in it, is in the ledger."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.sources.web import sitemap_walk
from tests.helpers.hostile_server import HostileServer
from tests.helpers.reading import Desk
from tests.helpers.web import add_pages, make_warc, write_rss, write_sitemap


def test_what_a_feed_leaves_out_and_what_is_damaged_in_it_is_in_the_ledger(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    old = server.url("/news/old")
    whole = write_rss([link, old], **{old: "<pubDate>Tue, 04 Mar 1997 08:00:00 GMT</pubDate>"})
    server.add("/rss", whole.replace("</channel>", "<b></i></channel>"))
    server.add("/json", json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [{"url": link}, 7, None]}))
    home = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{name}">' for name in ("rss", "talk", "b"))
    server.add("/home", f"<html><head>{home}</head></html>")
    feed = desk.source("/rss", since="30d")
    found = desk.read(feed, desk.source("/json", slug="j"), desk.source("/home", slug="h", since="30d"))
    assert list(found) == ["/news/0"]
    rows = desk.listings()
    assert {path: row["left_out"] for path, row in rows.items()} == {
        "/rss": {"before_since": 1}, "/json": {"misfit": 2}, "/home": {"other_feed": 2},
    }  # fmt: skip
    assert "mismatched tag" in rows["/rss"]["damage"]
    assert {row["run_id"] for row in rows.values()} == {"run1"}
    assert desk.report() == [
        "left out: a: 1 before_since",
        f"damaged: a: /rss: {rows['/rss']['damage']}",
        "left out: h: 2 other_feed, 1 before_since",
        f"damaged: h: /rss: {rows['/rss']['damage']}",
        "left out: j: 2 misfit",
    ]
    server.add("/rss", write_rss([link]))
    desk.read(feed)
    mended = desk.listings()["/rss"]
    assert (mended["left_out"], mended["damage"], desk.report()) == ({}, None, [])


def test_an_entry_of_which_a_cut_left_a_title_is_no_document(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    whole = write_rss([link])
    for path, end in {"/mid-word": "<item><title>Cut off in the mid", "/empty": "<item><title>"}.items():
        server.add(path, whole.partition("</channel>")[0] + end)
    server.add("/told", whole.replace("</channel>", "<item><title>Nothing but a title</title></item></channel>"))
    found = desk.read(desk.source("/mid-word"), desk.source("/empty", slug="e"), desk.source("/told", slug="t"))
    left_out = {path: row["left_out"] for path, row in desk.listings().items()}
    assert left_out == {"/mid-word": {"cut_off": 1}, "/empty": {"cut_off": 1}, "/told": {}}
    assert [one.reason for path, one in found.items() if "/told#" in path] == ["no_address"]


def test_what_a_walk_through_sitemaps_leaves_out_is_told_of_the_sitemap_that_lists_it(
    desk: Desk, server: HostileServer, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(sitemap_walk, "MAX_STALE", 2)
    (link,) = add_pages(server, 1)
    parts = [server.url(f"/part{number}.xml") for number in range(6)]
    index = (
        write_sitemap([server.url("/new.xml"), *parts]).replace("urlset", "sitemapindex").replace("url>", "sitemap>")
    )
    server.add("/all.xml", index.replace(".xml</loc>", ".xml</loc><lastmod>2020-01-01</lastmod>").replace(
        "/new.xml</loc><lastmod>2020-01-01", f"/new.xml</loc><lastmod>{datetime.now(UTC):%Y-%m-%d}"
    ))  # fmt: skip
    for number in range(6):
        old = write_sitemap([server.url(f"/old/{number}")])
        server.add(f"/part{number}.xml", old.replace("</loc>", "</loc><lastmod>2020-01-01</lastmod>"))
    server.add("/new.xml", write_sitemap([link]).replace("</urlset>", "<url><loc>mailto:desk</loc></url><url>"))
    assert list(desk.read(desk.source("/all.xml", "sitemap"))) == ["/news/0"]
    rows = desk.listings()
    assert {path: row["left_out"] for path, row in rows.items()} == {
        "/all.xml": {"old_sitemap": 4}, "/new.xml": {"no_address": 1},
        "/part0.xml": {"before_since": 1}, "/part5.xml": {"before_since": 1},
    }  # fmt: skip
    assert rows["/new.xml"]["damage"].startswith("damaged: ")
    assert desk.report() == [
        "left out: a: 4 old_sitemap, 2 before_since, 1 no_address",
        f"damaged: a: /new.xml: {rows['/new.xml']['damage']}",
    ]


def test_what_a_web_archive_leaves_out_and_what_is_damaged_in_it_is_in_the_ledger(
    desk: Desk, server: HostileServer, tmp_path: Path
):
    path = tmp_path / "crawl.warc.gz"
    make_warc(path, "https://varn.example", range(3))
    content = path.read_bytes()
    server.add("/crawl.warc.gz", content + b"and something else")
    server.add("/nothing.warc.gz", b"PK\x03\x04")
    archive = desk.source("/crawl.warc.gz", "warc")
    found = desk.read(archive, desk.source("/nothing.warc.gz", "warc", "n"))
    assert len([one for one in found.values() if one.state is None]) == 3
    row = desk.listings()["/crawl.warc.gz"]
    assert (row["kind"], row["listed_count"], row["due_at"], row["reason"]) == ("warc", 3, None, None)
    assert row["damage"] == "1 damaged record"
    assert desk.report()[0] == "damaged: a: /crawl.warc.gz: 1 damaged record"
    server.add("/crawl.warc.gz", content)
    desk.read(archive)
    assert desk.listings()["/crawl.warc.gz"]["damage"] is None

"""A run's reading of the web, on a real server and a real ledger: what it asks, what it reads again, how it ends."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from flows.intake import describe_outcome
from flows.sources.formats.sitemaps import SitemapEntry
from flows.sources.index.read import Source
from flows.sources.web.listings import describe_sitemap_entry
from flows.sources.web.readers import Readers, run_until_stopped
from flows.sources.web.rounds import for_each_host, read_feed_again
from flows.sources.web.web_run import recover_archive
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import redirect, stay_silent
from tests.helpers.reading import DAY, Desk
from tests.helpers.web import add_pages, write_page, write_rss, write_sitemap
from warehouse import ledger


def test_a_feed_that_the_archive_has_lost_is_asked_for_whole(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    server.add("/rss", write_rss([link]), headers={"ETag": '"1"'})
    assert desk.read(desk.source("/rss"))["/news/0"].state is None
    desk.damage()
    assert desk.read(desk.source("/rss"))["/news/0"].state is None
    assert ["if-none-match" in seen.headers for seen in server.seen("/rss")] == [False, True, False]


def test_a_retry_reads_the_archive_and_asks_only_for_what_that_has_lost(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    server.add("/rss", write_rss([link]))
    first = desk.read(desk.source("/rss"))["/news/0"]
    again = desk.read(desk.source("/rss"), is_retry=True)["/news/0"]
    assert (again.path, again.record_offset, again.content_sha256) == (
        first.path, first.record_offset, first.content_sha256,
    )  # fmt: skip
    assert server.count("/news/0") == 1
    desk.damage()
    mended = desk.read(desk.source("/rss"), is_retry=True)["/news/0"]
    assert mended.path != first.path
    assert "if-none-match" not in server.seen("/news/0")[-1].headers


def test_a_page_that_is_not_asked_for_is_read_again_when_its_row_of_the_index_changes(
    desk: Desk, server: HostileServer
):
    (link,) = add_pages(server, 1)
    dated = write_sitemap([link]).replace(
        "</loc>", f"</loc><lastmod>{datetime.now(UTC) - DAY:%Y-%m-%dT%H:%M:%SZ}</lastmod>"
    )
    server.add("/sitemap.xml", dated)
    site = desk.source("/sitemap.xml", "sitemap")
    first = desk.read(site)["/news/0"]
    again = desk.read(site)["/news/0"]
    assert (again.reason, again.content_sha256, again.hints_sha256) == (
        "lastmod", first.content_sha256, first.hints_sha256,
    )  # fmt: skip
    renamed = desk.read(replace(site, publisher="The Gazette"))["/news/0"]
    assert (renamed.state, renamed.path) == (None, first.path)
    assert renamed.hints_sha256 != first.hints_sha256
    assert server.count("/news/0") == 1


@pytest.mark.parametrize(
    ("lastmod", "latest"),
    [
        ("2031-05-02", datetime(2031, 5, 3, 12, tzinfo=UTC)),
        ("2031-05-02T10:00:00Z", datetime(2031, 5, 2, 10, tzinfo=UTC)),
        ("9999-12-31", datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_lastmod_that_is_a_day_lasts_as_long_as_the_day(lastmod: str, latest: datetime):
    entry = SitemapEntry("https://gazette.example/1", lastmod=lastmod)
    listing = describe_sitemap_entry(Source("a", "https://gazette.example/sitemap.xml", "sitemap", 1), entry)
    assert listing.modified_at == latest


def test_a_page_whose_first_listing_is_not_due_stays_with_it(desk: Desk, server: HostileServer):
    add_pages(server, 1)
    server.add("/rss", write_rss([server.url("/news/0?utm_source=rss")]))
    feed, page = desk.source("/rss"), desk.source("/news/0", "url", "b")
    found = desk.read(feed, page)
    assert (found["/news/0?utm_source=rss"].state, found["/news/0"].state) == (None, "duplicate")
    outcome = describe_outcome(found["/news/0"], "duplicate", datetime.now(UTC))
    ledger.record_outcomes(desk.con, "run1", [outcome])
    asked = len(server.requests)
    found = desk.read(page, is_due_only=True)
    assert (found["/news/0"].state, found["/news/0"].reason) == ("unchanged", "not_due")
    assert len(server.requests) == asked


def test_a_permanent_redirect_that_leads_nowhere_is_forgotten(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    server.add("/rss", redirect(server.url("/maintenance"), 301))
    server.add("/maintenance", write_rss([]))
    desk.read(desk.source("/rss"))
    server.add("/maintenance", "", status=404)
    server.add("/rss", write_rss([link]))
    assert desk.read(desk.source("/rss"))["/rss"].reason == "gone"
    assert "/news/0" in desk.read(desk.source("/rss"))


def test_what_lists_feeds_or_sitemaps_does_not_grow_rare(desk: Desk, server: HostileServer):
    links = add_pages(server, 1)
    server.add("/home", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head></html>')
    server.add("/rss", write_rss(links))
    server.add(
        "/all.xml",
        write_sitemap([server.url("/news.xml")]).replace("urlset", "sitemapindex").replace("url>", "sitemap>"),
    )
    server.add("/news.xml", write_sitemap(links))
    for _ in range(6):
        desk.read(desk.source("/home"), desk.source("/all.xml", "sitemap", "b"))
    pauses = {path: row["due_at"] - row["asked_at"] for path, row in desk.listings().items()}
    assert pauses["/home"] == pauses["/all.xml"] == timedelta(hours=1)
    assert pauses["/rss"] == pauses["/news.xml"] == timedelta(minutes=10)


def test_a_full_text_that_the_warehouse_has_is_not_kept_again(desk: Desk, server: HostileServer):
    links = [server.url(f"/locked/{number}") for number in range(3)]
    entry = f"<content:encoded><![CDATA[{write_page(1, links[0]).partition('</h1>')[2]}]]></content:encoded>"
    server.add("/rss", write_rss(links, **dict.fromkeys(links, entry)), headers={"ETag": '"1"'})
    source = desk.source("/rss")
    parsed = read_feed_again.cache_info().misses
    first = desk.read(source)
    assert [first[f"/locked/{number}"].record_offset is None for number in range(3)] == [False] * 3
    assert read_feed_again.cache_info().misses == parsed + 1
    desk.con.execute("UPDATE documents SET status = 'loaded'")
    again = desk.read(source)["/locked/0"]
    assert (again.state, again.record_offset) == (None, None)
    assert (again.content_sha256, again.hints_sha256) == (
        first["/locked/0"].content_sha256, first["/locked/0"].hints_sha256,
    )  # fmt: skip


def test_a_page_that_was_had_is_not_replaced_by_its_feed_when_the_archive_lets_it_go(desk: Desk, server: HostileServer):
    (link,) = add_pages(server, 1)
    entry = f"<content:encoded><![CDATA[{write_page(2, link).partition('</h1>')[2]}]]></content:encoded>"
    server.add("/rss", write_rss([link], **{link: entry}))
    desk.read(desk.source("/rss"))
    for path in desk.folder.glob("*.warc.gz"):
        path.unlink()
    server.add("/news/0", "", status=403)
    assert desk.read(desk.source("/rss"))["/news/0"].state == "failed"


def test_a_run_that_is_cancelled_ends_at_once_and_what_it_fetched_is_found(desk: Desk, server: HostileServer):
    links = add_pages(server, 3)
    server.add("/rss", write_rss([*links, server.url("/silent")]))
    server.add("/silent", stay_silent)
    desk.settings = desk.settings.model_copy(update={"fetch_timeout": 60.0})
    readers = desk.start(desk.source("/rss"))
    while not server.count("/silent"):
        time.sleep(0.01)
    start = time.monotonic()
    readers.stop()
    assert time.monotonic() - start < 30  # it did not wait for the answer
    desk.settings = desk.settings.model_copy(update={"fetch_timeout": 1.0})
    assert [path.name for path in desk.folder.glob("*.warc.gz")] != []
    ledger.finish_run(desk.con, "run1", "cancelled", datetime.now(UTC))
    assert ledger.list_unfinished(desk.con) == ["run1"]
    assert recover_archive(desk.con, desk.folder, ["run1"]) >= 5
    server.add("/rss", write_rss(links))
    assert desk.read(desk.source("/rss"))["/news/0"].state is None
    assert "if-none-match" in server.seen("/news/0")[-1].headers


def test_what_a_cancelled_run_closes_is_closed_before_the_run_ends():
    closed = []
    begun = threading.Event()

    async def work() -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.5)
            closed.append("all of it")

    readers = Readers()
    readers.start("web", lambda told: asyncio.run(run_until_stopped(told, work())))
    assert begun.wait(300)
    readers.stop()
    assert closed == ["all of it"]


def test_what_ends_the_work_on_one_item_is_raised_itself():
    async def work(url: str) -> None:
        raise OSError(28, "No space left on device")

    async def work_on_all() -> None:
        await for_each_host(["https://gazette.example/1", "https://echo.example/1"], str, work)

    with pytest.raises(OSError, match="No space left"):
        asyncio.run(work_on_all())

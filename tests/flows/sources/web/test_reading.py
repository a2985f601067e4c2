"""A run's reading of the web, on a real server and a real ledger, without workers: what it tells, and what it asks."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.intake import describe_outcome
from flows.paths import Places
from flows.run import Run
from flows.settings import Settings
from flows.sources.archives.raw_archive import ArchiveWriter, list_archive
from flows.sources.documents import NO_HINTS, FoundDocument
from flows.sources.formats.sitemaps import SitemapEntry
from flows.sources.index.read import Source
from flows.sources.web import sitemap_walk
from flows.sources.web.history import WebMemory, fetch_row
from flows.sources.web.listings import Event, FetchNote, ListingNote, describe_sitemap_entry
from flows.sources.web.readers import Readers, run_until_stopped
from flows.sources.web.rounds import for_each_host, read_feed_again
from flows.sources.web.web_run import prune_archive, read_sources, recover_archive
from flows.status import describe_left_out
from flows.tasks import find_stored
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import redirect, stay_silent
from tests.helpers.warehouse import open_warehouse
from tests.helpers.web import add_pages, make_warc, write_page, write_rss, write_sitemap
from warehouse import fetches, ledger
from warehouse.connection import Connection, fetch_rows, read_sql

DAY = timedelta(days=1)


class Desk:
    """A newsroom whose runs read the web and enter what they read, each a day after the one before."""

    def __init__(self, con: Connection, folder: Path, server: HostileServer, name: str = "news") -> None:
        self.con, self.folder, self.server = con, folder, server
        self.places = Places(folder.parent / f"{name}.duckdb")
        self.settings = Settings(
            allow_private_hosts=server.places(), host_interval=0.0, fetch_timeout=5.0, user_agent="datelinetest/1"
        )
        self.number = 0

    def source(self, path: str, kind: str = "feed", slug: str = "a", **cells: Any) -> Source:
        return Source(slug, self.server.url(path), kind, 1, **cells)

    def start(self, *sources: Source, is_due_only: bool = False, is_retry: bool = False) -> Readers:
        self.number += 1
        now = datetime.now(UTC) + self.number * DAY
        ledger.start_run(self.con, f"run{self.number}", None, now)
        run = Run(self.settings, self.folder, self.places, is_retry, is_due_only, False, f"run{self.number}", now)
        memory = WebMemory(self.con, self.folder)
        readers = Readers()
        readers.start(
            "web", lambda told: asyncio.run(run_until_stopped(told, read_sources(told, sources, run, memory)))
        )
        return readers

    def read(self, *sources: Source, **how: bool) -> dict[str, FoundDocument]:
        """One run from end to end; gives the documents that it found, by path."""
        readers = self.start(*sources, **how)
        events = [event for portion in readers.portions() for event in portion]
        readers.stop()
        self.enter(events)
        ledger.finish_run(self.con, f"run{self.number}", "completed", datetime.now(UTC))
        found = [event for event in events if isinstance(event, FoundDocument)]
        return {document.location.removeprefix(self.server.url("")): document for document in found}

    def enter(self, events: list[Event]) -> None:
        """Enter what a run does, and each page as quarantined: that needs no worker."""
        run_id = f"run{self.number}"
        notes = [fetch_row(run_id, one.source_id, one.fetched) for one in events if isinstance(one, FetchNote)]
        fetches.record_fetches(self.con, notes)
        told = [one.row | {"run_id": run_id} for one in events if isinstance(one, ListingNote)]
        fetches.record_listings(self.con, told)
        for found in events:
            if isinstance(found, FoundDocument) and found.content_sha256:
                self.con.execute("DELETE FROM documents WHERE document_id = ?", [found.document_id])
                self.con.execute(
                    "INSERT INTO documents BY NAME SELECT ? AS document_id, ? AS source_id, ? AS location,"
                    " ? AS content_sha256, ? AS hints_sha256, now() AS fetched_at, now() AS first_seen_at,"
                    " now() AS last_seen_at, 'quarantined' AS status, ? AS run_id",
                    [
                        found.document_id,
                        found.source_id,
                        found.location,
                        found.content_sha256,
                        found.hints_sha256,
                        run_id,
                    ],
                )

    def damage(self) -> None:
        """Spoil every record of the raw archive."""
        for path in self.folder.glob("*.warc.gz"):
            path.write_bytes(b"spoilt" * 100)

    def listings(self) -> dict[str, dict[str, Any]]:
        rows = fetch_rows(self.con, "FROM listings")
        return {row["url"].removeprefix(self.server.url("")): row for row in rows}

    def report(self) -> list[str]:
        """What the last run tells of what was left out or damaged."""
        rows = fetch_rows(self.con, read_sql("report", "left_out"), {"run_id": f"run{self.number}"})
        return [line.replace(self.server.url(""), "") for row in rows for line in describe_left_out(row)]


@pytest.fixture
def desk(tmp_path: Path, server: HostileServer) -> Iterator[Desk]:
    with open_warehouse(tmp_path) as con:
        yield Desk(con, tmp_path / "raw", server)


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


def test_an_archive_on_the_web_is_held_against_the_digest_that_the_index_expects(desk: Desk, server: HostileServer):
    server.add("/crawl.warc", b"WARC/1.1", headers={"ETag": '"1"'})
    source = desk.source("/crawl.warc", "warc", sha256="0" * 64)
    states = [desk.read(source)["/crawl.warc"] for _ in range(2)]  # the second time it is not sent again
    assert [(found.state, found.reason) for found in states] == [("quarantined", "sha256_mismatch")] * 2


def test_two_databases_in_one_folder_fetch_an_archive_at_once(desk: Desk, server: HostileServer, tmp_path: Path):
    """Each has the first half of it before either has the second."""
    content = write_archive(tmp_path / "crawl.warc.gz")
    halves = asyncio.Barrier(2)

    async def send_halves(seen: Seen, channel: Channel) -> None:
        await channel.head(200, {"Content-Type": "application/warc", "Content-Length": str(len(content))})
        await channel.send(content[: len(content) // 2])
        await halves.wait()
        await channel.send(content[len(content) // 2 :])

    server.add("/crawl.warc.gz", send_halves)
    (tmp_path / "other").mkdir()
    with open_warehouse(tmp_path / "other") as con:
        desks = [desk, Desk(con, desk.folder, server, "other")]
        with ThreadPoolExecutor() as threads:
            both = list(threads.map(lambda one: one.read(one.source("/crawl.warc.gz", "warc")), desks))
    for found in both:
        assert [(one.state, one.reason) for one in found.values()] == [(None, None)] * 3
        assert all(Path(one.path).exists() for one in found.values())
    assert len({one.path for found in both for one in found.values()}) == 2


def test_an_archive_that_was_fetched_for_all_databases_together_is_taken_over_by_its_own(
    desk: Desk, server: HostileServer, tmp_path: Path
):
    server.add("/crawl.warc.gz", write_archive(tmp_path / "crawl.warc.gz"), headers={"ETag": '"1"'})
    source = desk.source("/crawl.warc.gz", "warc")
    desk.read(source)
    (path,) = desk.places.downloads.iterdir()
    old = path.rename(desk.places.downloads.parent / path.name)
    desk.read(source)
    assert (path.exists(), old.exists()) == (True, False)
    path.rename(old)
    old.write_bytes(b"what another database fetched")
    desk.read(source)
    assert (path.exists(), old.exists()) == (True, True)
    assert ["if-none-match" in seen.headers for seen in server.seen("/crawl.warc.gz")] == [False, True, False]


def write_archive(path: Path) -> bytes:
    """A web archive of three pages."""
    make_warc(path, "https://crawl.example", range(3))
    return path.read_bytes()


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


def test_what_retention_has_let_go_is_not_read_again(desk: Desk):
    source = desk.source("/rss")
    told = json.dumps({"media_type": "text/html", "url": None, "entry": asdict(NO_HINTS)})
    desk.folder.mkdir()
    (desk.folder / "kept.warc.gz").write_bytes(b"")
    for name in ("kept", "gone"):
        desk.con.execute(
            "INSERT INTO documents BY NAME SELECT ? AS document_id, 'a' AS source_id, ? AS location,"
            " 'x' AS content_sha256, 'x' AS hints_sha256, now() AS fetched_at, now() AS first_seen_at,"
            " now() AS last_seen_at, 'loaded' AS status, 'run' AS run_id, ? AS archive_file, 0 AS archive_offset,"
            " ? AS told",
            [name, name, f"{name}.warc.gz", told],
        )
    assert [found.location for found in find_stored.fn(desk.con, [source], desk.folder)] == ["kept"]


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


def test_retention_lets_go_of_the_own_files_alone(tmp_path: Path) -> None:
    """Two databases in one folder share the raw archive."""
    now = datetime.now(UTC)
    raw = tmp_path / "raw"
    with open_warehouse(tmp_path) as con:
        ledger.start_run(con, "a1", None, now)
        for run_id in ("a1", "b2"):
            with ArchiveWriter(raw, run_id, started_at=now, software="test") as archive:
                archive.write_conversion(
                    url="http://varn.example/", fetched_at=now, media_type="text/html", content=b"words", labels={}
                )
        pruned = prune_archive(con, raw, 30, now + 40 * DAY)
    assert ["a1" in path.name for path in pruned] == [True]
    assert ["b2" in path.name for path in list_archive(raw)] == [True]

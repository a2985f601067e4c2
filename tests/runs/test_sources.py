"""Sources as a person handles them: `dateline sources` and `dateline archive`, by the commands that a user types."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from flows.ingest import describe_run
from flows.sources.index.read import Source, read_index
from tests.conftest import BACKSTOP, DATELINE, ROOT, Archive
from tests.helpers.article_rows import Page
from tests.helpers.hostile_server import HostileServer
from tests.helpers.warehouse import open_warehouse, write_part
from tests.helpers.web import add_pages, ask, write_index, write_rss, write_sitemap
from warehouse.connection import Connection, fetch_rows, read_sql
from warehouse.fetches import record_listings
from warehouse.ledger import start_run
from warehouse.loader import load_part


def run(web: Archive, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [*DATELINE, *map(str, arguments)]
    return subprocess.run(
        command, env=web.environment, cwd=ROOT, capture_output=True, text=True, timeout=BACKSTOP, check=False
    )


def test_an_address_is_looked_at_and_becomes_a_row(web: Archive, server: HostileServer):
    links = add_pages(server, 3)
    server.add("/rss", write_rss(links))
    server.add("/map.xml", write_sitemap(links))
    server.add("/", '<html><head><title>Gazette</title><link rel="alternate" type="application/rss+xml" href="/rss">')
    index = ("--index", web.index)
    trial = run(web, "sources", "add", server.url("/"), "--dry-run", *index)
    assert (trial.returncode, web.index.exists()) == (0, False), trial.stderr
    assert "is a page that names 1 feed: " in trial.stdout
    assert "feed 'Gazette' lists 3 pages" in trial.stdout
    for address, words in (
        (server.url("/"), ()),
        (server.url("/map.xml"), ("--id", "all", "--publisher", "The | Gazette")),
        (links[0], ()),
    ):
        added = run(web, "sources", "add", address, *words, *index)
        assert added.returncode == 0, added.stderr
    sources = read_index(web.index)
    assert [(source.location, source.kind) for source in sources] == [
        (server.url("/rss"), "feed"), (server.url("/map.xml"), "sitemap"), (links[0], "url"),
    ]  # fmt: skip
    assert (sources[0].id, sources[1].id, sources[1].publisher) == ("gazette", "all", "The | Gazette")
    twice = run(web, "sources", "add", server.url("/rss"), *index)
    assert twice.returncode == 2
    assert "is already in" in twice.stderr
    nothing = run(web, "sources", "add", server.url("/nothing"), *index)
    assert (nothing.returncode, "gone" in nothing.stderr) == (2, True)


def test_sources_are_checked_without_loading(web: Archive, server: HostileServer):
    links = add_pages(server, 2)
    server.add("/rss", write_rss([*links, server.url("/lost")]).replace("</rss>", ""))
    write_index(web, ("good", server.url("/rss"), "feed"), ("bad", server.url("/nothing"), "feed"))
    checked = run(web, "sources", "check", "good", "--pages", "2", "--index", web.index)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "lists 3 pages" in checked.stdout
    assert f"  damaged: {server.url('/rss')}: " in checked.stdout
    assert checked.stdout.count(" words") == 2
    checked = run(web, "sources", "check", "--index", web.index)
    assert checked.returncode == 1
    assert "problem: gone" in checked.stdout
    assert not web.database.exists()


def test_an_archive_and_a_full_text_are_checked_as_a_run_reads_them(web: Archive, server: HostileServer):
    (link,) = add_pages(server, 1)
    write_index(web, ("gazette", link, "url"))
    assert web.ingest().returncode == 0
    (raw,) = (web.database.parent / "raw").glob("*.warc.gz")
    server.add("/crawl.warc.gz", raw.read_bytes())
    text = "".join(f"<p>Harbour number {n} stayed open all night, said its master, Ada Lund.</p>" for n in range(20))
    entry = f"<entry><title>Harbour</title><link href='/lost'/><content type='html'>{escape(text)}</content></entry>"
    server.add("/atom", f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Echo</title>{entry}</feed>")
    write_index(web, ("crawl", server.url("/crawl.warc.gz"), "warc"), ("echo", server.url("/atom"), "feed"))
    checked = run(web, "sources", "check", "--index", web.index)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert f"{link} | " in checked.stdout
    assert f"{server.url('/lost')} | Echo | en | 240 words" in checked.stdout


def test_feeds_go_out_to_a_reader_and_come_back(web: Archive, tmp_path: Path):
    write_index(web, ("gazette", "https://gazette.example/rss", "feed"), ("page", "https://gazette.example/1", "url"))
    opml = tmp_path / "feeds.opml"
    assert run(web, "sources", "export", opml, "--index", web.index).returncode == 0
    other = tmp_path / "other" / "INDEX.md"
    for count in (1, 0):
        done = run(web, "sources", "import", opml, "--index", other)
        assert (done.returncode, done.stdout.split()[0]) == (0, str(count)), done.stderr
    assert [(source.id, source.location, source.publisher) for source in read_index(other)] == [
        ("gazette", "https://gazette.example/rss", None)
    ]


def test_the_archive_is_verified_against_digests_and_ledger(web: Archive, server: HostileServer):
    add_pages(server, 1)
    server.add("/rss", write_rss([server.url("/news/0")]).replace("</rss>", ""))
    write_index(web, ("gazette", server.url("/rss"), "feed"))
    ingested = web.ingest()
    assert ingested.returncode == 0
    good = run(web, "archive", "verify", "--db", web.database)
    assert (good.returncode, "0 problems" in good.stdout) == (0, True), good.stdout + good.stderr
    ((name, offset),) = ask(web, "SELECT archive_file, archive_offset FROM documents")
    path = web.database.parent / "raw" / name
    content = bytearray(path.read_bytes())
    content[offset + 200] ^= 0xFF
    path.write_bytes(content)
    bad = run(web, "archive", "verify", "--db", web.database)
    assert bad.returncode == 1
    assert f"{path}#{offset}" in bad.stdout
    listed = run(web, "sources", "list", "--index", web.index, "--db", web.database)
    assert listed.returncode == 0, listed.stderr
    assert "gazette" in listed.stdout
    status = run(web, "status", "--db", web.database)
    for told in (ingested, listed, status):  # the feed ended early
        assert f"damaged: gazette: {server.url('/rss')}: " in told.stdout


NOW = datetime(2031, 6, 30, 12, tzinfo=UTC)


def fill(con: Connection, folder: Path, days_ago: range, **shape: object) -> None:
    """One page a day of a source."""
    for day in days_ago:
        location = f"https://gazette.example/{day}"
        page = Page(location, article=location, text=f"“We waited,” said Ada Lund on day {day}.", **shape)
        hours = (NOW - timedelta(days=day) - datetime(2031, 5, 4, 6, tzinfo=UTC)).total_seconds() / 3600
        load_part(con, write_part(folder, [page], run=f"run{day}", hours=hours))


def flag(con: Connection) -> list[str]:
    start_run(con, "last", None, NOW)
    return [row["flags"] for row in fetch_rows(con, read_sql("report", "flagged_sources"))]


def list_feed(con: Connection) -> None:
    (source,) = con.execute("SELECT DISTINCT source_id FROM documents").fetchone() or ()
    row = {"source_id": source, "url": "https://gazette.example/rss", "asked_at": NOW.isoformat(), "rhythm": {}}
    record_listings(con, [row])


def test_a_source_that_the_index_has_no_more_is_not_reported(tmp_path: Path):
    with open_warehouse(tmp_path) as con:
        fill(con, tmp_path, range(8, 35))
        list_feed(con)
        start_run(con, "last", None, NOW)
        listed = [Source(slug, "https://gazette.example/rss", "feed", 1) for slug in ("https:", "another")]
        flagged = [describe_run(con, "last", [source])["flagged_sources"] for source in listed]
        assert [[row["flags"] for row in rows] for rows in flagged] == [["silent"], []]


def test_a_sitemap_that_is_listed_no_more_is_no_reason_to_look(tmp_path: Path):
    with open_warehouse(tmp_path) as con:
        fill(con, tmp_path, range(1, 3))
        list_feed(con)
        old = {"source_id": "https:", "asked_at": (NOW - timedelta(days=3)).isoformat(), "rhythm": {}}
        record_listings(con, [old | {"url": "https://gazette.example/2030.xml", "reason": "gone"}])
        assert flag(con) == []
        record_listings(
            con, [old | {"url": "https://gazette.example/rss", "asked_at": NOW.isoformat(), "reason": "gone"}]
        )
        assert flag(con) == ["cannot be read"]


def test_a_feed_that_falls_silent_is_flagged(tmp_path: Path):
    with open_warehouse(tmp_path) as con:
        fill(con, tmp_path, range(8, 35))
        list_feed(con)
        assert flag(con) == ["silent"]


def test_a_source_that_loses_its_dates_is_flagged_and_a_steady_one_is_not(tmp_path: Path):
    with open_warehouse(tmp_path) as con:
        fill(con, tmp_path, range(8, 30), published=1.0)
        list_feed(con)
        for part in range(2):
            for day in range(1, 7):
                location = f"https://gazette.example/new/{day}/{part}"
                page = Page(location, article=location, text=f"“We waited,” said Ada Lund of {location}.")
                hours = (NOW - timedelta(days=day) - datetime(2031, 5, 4, 6, tzinfo=UTC)).total_seconds() / 3600
                load_part(con, write_part(tmp_path, [page], run=f"new{day}{part}", hours=hours))
        assert flag(con) == ["lost its dates"]
    with open_warehouse(tmp_path / "steady") as con:
        fill(con, tmp_path / "steady", range(1, 30), published=1.0)
        list_feed(con)
        assert flag(con) == []

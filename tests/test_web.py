"""The web from end to end: `dateline ingest` against a server that misbehaves, by the command that a user types."""

from __future__ import annotations

import random
import time
from contextlib import suppress
from typing import Any

import psutil
from conftest import DATELINE, ROOT, Archive
from hostile_server import HostileServer, add_traps
from warcio.archiveiterator import ArchiveIterator

from tests.web_parts import INTERVAL, add_pages, ask, make_warc, write_index, write_page, write_rss, write_sitemap

STATES = ("discovered", "loaded", "unchanged", "duplicate", "quarantined", "skipped", "failed")


def last_counts(archive: Archive) -> dict[str, int]:
    (row,) = ask(archive, f"SELECT {', '.join(STATES)} FROM runs ORDER BY started_at DESC LIMIT 1")
    return {state: count for state, count in zip(STATES, row, strict=True) if count}


def test_ninety_pages_behind_overlapping_listings_on_a_hostile_server(web: Archive, server: HostileServer):
    links = add_pages(server, 90)
    add_traps(server)
    server.add("/robots.txt", "User-agent: *\nDisallow: /private/\n")
    server.add("/private/1", write_page(1000, server.url("/private/1")))
    traps = ["/drip", "/huge", "/bomb", "/loop", "/metadata", "/passwd", "/pdf", "/windows-1251", "/busy", "/gone"]
    first = [f"{link}?utm_source=rss" for link in links[:50]] + [server.url(path) for path in traps]
    server.add("/a.xml", write_rss([*first, server.url("/private/1")]), headers={"ETag": '"feed-a"'})
    server.add("/b.xml", write_rss(links[30:70]), headers={"ETag": '"feed-b"'})
    server.add("/sitemap.xml", write_sitemap(links[40:]), headers={"ETag": '"map"'})
    write_index(
        web,
        ("a", server.url("/a.xml"), "feed"),
        ("b", server.url("/b.xml"), "feed"),
        ("map", server.url("/sitemap.xml"), "sitemap"),
    )
    run = psutil.Popen([*DATELINE, "ingest", str(web.index), "--db", str(web.database)], env=web.environment, cwd=ROOT)
    peak = watch_memory(run)
    assert run.wait() == 1  # some of the traps a retry might cure
    assert peak < 600_000_000

    outcome = dict(
        ask(web, "SELECT location, status || coalesce(': ' || reason, '') FROM documents WHERE source_id = 'a'")
    )
    assert {path: outcome[server.url(path)] for path in traps} == {
        "/drip": "failed: fetch_timeout",
        "/huge": "quarantined: too_large",
        "/bomb": "quarantined: too_large",
        "/loop": "failed: redirects",
        "/metadata": "quarantined: private_address",
        "/passwd": "quarantined: not_http",
        "/pdf": "quarantined: binary",
        "/windows-1251": "quarantined: no_article",
        "/busy": "failed: http_status",
        "/gone": "skipped: gone",
    }
    assert outcome[server.url("/private/1")] == "skipped: robots"
    assert server.count("/private/1") == 0
    assert server.count("/robots.txt") == 1
    assert [
        server.count(f"/news/{number}") + server.count(f"/news/{number}?utm_source=rss") for number in range(90)
    ] == [1] * 90
    # A busy machine delays a single request; over ten of them that hardly counts.
    assert all(
        later.at - one.at > 10 * INTERVAL * 0.9
        for one, later in zip(server.requests, server.requests[10:], strict=False)
    )
    agents = {one.headers["user-agent"] for one in server.requests}
    assert agents == {"datelinetest/1 (contact: desk@gazette.example)"}
    counts = last_counts(web)
    assert counts["loaded"] == 90
    assert counts["duplicate"] == (50 + 40 + 50) - 90
    assert ask(web, "SELECT count(*), count(published_at) FROM articles") == [(90, 90)]
    assert ask(web, "SELECT count(*) >= 90 FROM quotes") == [(True,)]
    check_archive(web)

    before = read_rows(web)
    asked = len(server.requests)
    second = web.ingest()
    assert second.returncode == 1, second.stdout + second.stderr
    again = server.requests[asked:]
    conditional = [one for one in again if one.path.startswith(("/news/", "/a.xml", "/b.xml", "/sitemap.xml"))]
    assert len(conditional) == 93
    assert all("if-none-match" in one.headers for one in conditional)
    assert last_counts(web)["unchanged"] >= 140
    assert "loaded" not in last_counts(web)
    assert read_rows(web) == before


def watch_memory(run: psutil.Popen) -> int:
    """Watch a run until it ends; gives the most memory that its own process held, in bytes."""
    peak = 0
    while run.poll() is None:
        with suppress(psutil.NoSuchProcess):
            peak = max(peak, run.memory_info().rss)
        time.sleep(0.1)
    return peak


def read_rows(archive: Archive) -> dict[str, list[tuple[Any, ...]]]:
    return {
        table: ask(archive, f"SELECT * FROM {table} ORDER BY ALL")
        for table in ("(SELECT article_id, text_sha256, version FROM articles)", "quotes")
    } | {"documents": ask(archive, "SELECT document_id, status, reason, content_sha256 FROM documents ORDER BY ALL")}


def check_archive(archive: Archive) -> None:
    """Another tool reads the raw archive, and each document finds its bytes in it."""
    kept = {}
    for path in sorted((archive.database.parent / "raw").glob("*.warc.gz")):
        with path.open("rb") as file:
            records = ArchiveIterator(file, check_digests=True)
            for record in records:
                if record.rec_type == "response":
                    kept[path.name, records.get_record_offset()] = record.rec_headers.get_header("WARC-Target-URI")
                    record.content_stream().read()
                    assert record.digest_checker.passed is not False
    rows = ask(
        archive,
        "SELECT archive_file, archive_offset, final_url FROM fetches WHERE archive_file IS NOT NULL AND state IS NULL",
    )
    assert len(rows) >= 93
    assert {(name, offset): url for name, offset, url in rows}.items() <= kept.items()


def test_the_full_text_of_a_feed_serves_where_the_page_cannot_be_had(web: Archive, server: HostileServer):
    link = server.url("/news/locked")
    server.add("/news/locked", "", status=500)
    body = write_page(7, link).partition("</h1>")[2].partition("</article>")[0]
    entry = (
        "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><author>desk@gazette.example (Ada Odell)</author>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>"
    )
    server.add("/feed", write_rss([link], **{link: entry}))
    write_index(web, ("full", server.url("/feed"), "feed"))
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_counts(web) == {"discovered": 1, "loaded": 1}
    assert ask(web, "SELECT url, published_at IS NOT NULL, word_count > 100 FROM articles") == [(link, True, True)]
    # The page comes back: it is a better reading than the feed's.
    server.add("/news/locked", write_page(8, link))
    assert web.ingest().returncode == 0
    assert ask(web, "SELECT title LIKE '%case 8', version FROM articles") == [(True, 2)]


def test_a_page_as_feed_leads_to_its_feed_and_a_dead_feed_is_told(web: Archive, server: HostileServer):
    (link,) = add_pages(server, 1)
    server.add(
        "/home",
        '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Hi</body></html>',
    )
    server.add("/rss", write_rss([link]))
    server.add("/expanding", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>")
    write_index(
        web,
        ("home", server.url("/home"), "feed"),
        ("dead", server.url("/dead"), "feed"),
        ("bomb", server.url("/expanding"), "feed"),
    )
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    found = dict(ask(web, "SELECT source_id, status || coalesce(': ' || reason, '') FROM documents"))
    assert found == {"home": "loaded", "dead": "skipped: gone", "bomb": "quarantined: entity_declaration"}
    assert "needs a look: dead: cannot be read" in done.stdout
    server.add("/dead", write_rss([]))
    assert web.ingest().returncode == 0
    assert ask(web, "SELECT reason FROM documents WHERE source_id = 'dead'") == [("listing",)]


def test_a_scheduled_run_asks_only_what_is_due(web: Archive, server: HostileServer):
    links = add_pages(server, 2)
    server.add("/rss", write_rss(links))
    write_index(web, ("feed", server.url("/rss"), "feed"))
    assert web.ingest("--due").returncode == 0
    asked = len(server.requests)
    assert web.ingest("--due").returncode == 0
    assert len(server.requests) == asked
    assert web.ingest().returncode == 0
    assert len(server.requests) > asked


def test_what_a_killed_run_had_stored_is_not_fetched_again_and_nothing_is_lost(web: Archive, server: HostileServer):
    links = add_pages(server, 40)
    server.add("/rss", write_rss(links))
    write_index(web, ("feed", server.url("/rss"), "feed"))
    chance = random.Random("dateline")
    for _ in range(3):
        asked = len(server.requests)
        run = psutil.Popen(
            [*DATELINE, "ingest", str(web.index), "--db", str(web.database)], env=web.environment, cwd=ROOT
        )
        wanted = asked + chance.randint(4, 15)
        while len(server.requests) < wanted and run.poll() is None:
            time.sleep(0.005)
        run.kill()
        run.wait()
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert ask(web, "SELECT count(*) FROM articles") == [(40,)]
    assert last_counts(web)["discovered"] == 40
    # The one on its way when a kill came had not been stored.
    twice = [server.count(f"/news/{number}") for number in range(40)]
    assert sum(twice) <= 40 + 3
    assert max(twice) <= 2
    assert server.count("/rss") <= 1 + 3


def test_archives_on_disk_and_on_the_web_are_sources(web: Archive, server: HostileServer):
    make_warc(web.index.parent / "pages.warc.gz", "https://gazette.example", range(3))
    make_warc(web.index.parent / "more.warc.gz", "https://echo.example", range(3, 5))
    server.add(
        "/crawl.warc.gz",
        (web.index.parent / "more.warc.gz").read_bytes(),
        headers={"ETag": '"w"', "Content-Type": "application/warc"},
    )
    write_index(web, ("local", "pages.warc.gz", ""), ("distant", server.url("/crawl.warc.gz"), ""))
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert last_counts(web) == {"discovered": 5, "loaded": 5}
    locations = {location for (location,) in ask(web, "SELECT location FROM articles")}
    assert {location.partition("#")[0] for location in locations} == {"pages.warc.gz", server.url("/crawl.warc.gz")}
    assert web.ingest().returncode == 0
    assert last_counts(web) == {"discovered": 5, "unchanged": 5}

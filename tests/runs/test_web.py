"""The web from end to end: `dateline ingest` against a server that misbehaves, by the command that a user types."""

from __future__ import annotations

import gzip
import random
import time
from contextlib import suppress
from typing import Any

import psutil
from warcio.archiveiterator import ArchiveIterator

from tests.conftest import DATELINE, ROOT, Archive
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import add_traps
from tests.helpers.web import INTERVAL, add_pages, ask, make_warc, write_index, write_page, write_rss, write_sitemap

STATES = ("discovered", "loaded", "unchanged", "duplicate", "quarantined", "skipped", "failed")


def last_counts(archive: Archive) -> dict[str, int]:
    (row,) = ask(archive, f"SELECT {', '.join(STATES)} FROM runs ORDER BY started_at DESC LIMIT 1")
    return {state: count for state, count in zip(STATES, row, strict=True) if count}


def test_ninety_pages_behind_overlapping_listings_on_a_hostile_server(web: Archive, server: HostileServer):
    del web.environment["DATELINE_SPACY_MODEL"]
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
    assert ask(web, "SELECT url, archive_file IS NOT NULL FROM fetches WHERE purpose = 'robots'") == [
        (server.url("/robots.txt"), True)
    ]
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


def test_every_kind_of_source_and_what_later_runs_make_of_it(web: Archive, server: HostileServer):
    """One index, four runs: at first, when things have changed, when nothing is due, and without the network."""
    locked, open_page = server.url("/news/locked"), server.url("/news/0")
    add_pages(server, 1)
    server.add("/news/locked", "", status=500)
    server.add("/full", write_full_feed(locked))
    server.add("/home", '<html><head><link rel="alternate" type="application/rss+xml" href="/rss"></head><body>Hi')
    server.add("/rss", write_rss([open_page]))
    server.add("/expanding", "<!DOCTYPE rss [<!ENTITY a 'b'>]><rss><channel><title>&a;</title></channel></rss>")
    make_warc(web.index.parent / "pages.warc.gz", "https://gazette.example", range(1, 4))
    make_warc(web.index.parent / "more.warc.gz", "https://echo.example", range(4, 6))
    crawl = (web.index.parent / "more.warc.gz").read_bytes()
    server.add("/crawl.warc.gz", crawl, headers={"ETag": '"w"', "Content-Type": "application/warc"})
    server.add("/kept/nowhere", add_noarchive(write_page(9, server.url("/kept/nowhere"))), headers={"ETag": '"1"'})
    server.add("/told.xml", write_feed_without_pages())
    server.add("/forged", write_page(14, open_page))  # which is another host's address
    write_index(
        web,
        ("forger", server.url("/forged", 1), "url"),
        ("page", server.url("/kept/nowhere"), "url"),
        ("told", server.url("/told.xml"), "feed"),
        ("full", server.url("/full"), "feed"),
        ("home", server.url("/home"), "feed"),
        ("dead", server.url("/dead"), "feed"),
        ("bomb", server.url("/expanding"), "feed"),
        ("local", "pages.warc.gz", ""),
        ("distant", server.url("/crawl.warc.gz"), ""),
    )
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert "needs a look: dead: cannot be read" in done.stdout
    assert last_counts(web) == {"discovered": 14, "loaded": 11, "skipped": 2, "quarantined": 1}
    assert read_standings(web) == {
        "full": "loaded", "home": "loaded", "local": "loaded", "distant": "loaded", "page": "loaded",
        "forger": "loaded",
        "dead": "skipped: gone", "bomb": "quarantined: entity_declaration",
    }  # fmt: skip
    from_feed = "SELECT title LIKE '%case 8', version, published_at IS NOT NULL, word_count > 100 FROM articles"
    assert ask(web, f"{from_feed} WHERE source_id = 'full'") == [(False, 1, True, True)]
    locations = {location.partition("#")[0] for (location,) in ask(web, "SELECT location FROM articles")}
    assert {"pages.warc.gz", server.url("/crawl.warc.gz")} < locations

    check_forger(web, server, open_page)

    # The page comes back: it is a better reading than the feed's. The dead feed lives.
    server.add("/news/locked", write_page(8, locked))
    server.add("/dead", write_rss([]))
    assert web.ingest().returncode == 0
    assert last_counts(web) == {"discovered": 14, "loaded": 1, "unchanged": 10, "skipped": 2, "quarantined": 1}
    assert ask(web, f"{from_feed} WHERE source_id = 'full'") == [(True, 2, True, True)]
    assert read_standings(web)["dead"] == "skipped: listing"
    check_what_has_no_page_or_no_copy(web, server)

    asked = len(server.requests)
    assert web.ingest("--due").returncode == 0
    assert [one.path for one in server.requests[asked:] if one.path not in ("/robots.txt", "/crawl.warc.gz")] == []

    asked, quotes = len(server.requests), ask(web, "FROM quotes ORDER BY ALL")
    again = web.run("reprocess", str(web.index), "--db", str(web.database))
    assert again.returncode == 0, again.stdout + again.stderr
    assert last_counts(web) == {"discovered": 10, "loaded": 10}
    assert ask(web, f"{from_feed} WHERE source_id = 'full'") == [(True, 2, True, True)]
    assert (len(server.requests), ask(web, "FROM quotes ORDER BY ALL")) == (asked, quotes)
    check_forger(web, server, open_page)


def check_forger(web: Archive, server: HostileServer, open_page: str) -> None:
    """Two hosts, one claims the other's address: two articles, the words of each under its own name."""
    forged = server.url("/forged", 1)
    said = (
        "SELECT source_id, url, claimed_url, publisher_host, origin FROM articles WHERE source_id IN ('home', 'forger')"
    )
    assert ask(web, f"{said} ORDER BY source_id") == [
        ("forger", forged, open_page, "127.0.0.2", "web"),
        ("home", open_page, None, "127.0.0.1", "web"),
    ]
    assert ask(web, "SELECT claimed_url, claimed_publisher IS NOT NULL FROM claimed_addresses") == [(open_page, True)]


def add_noarchive(page: str) -> str:
    return page.replace("<head>", '<head><meta name="robots" content="noarchive">')


def write_feed_without_pages() -> str:
    """A feed with two whole texts and no link, and an entry with nothing."""
    texts = [write_page(number, "x").partition("</h1>")[2].partition("</article>")[0] for number in (12, 13)]
    items = "".join(
        f"<item><title>Told {number}</title><guid isPermaLink='false'>told {number}</guid>"
        f"<description><![CDATA[{text}]]></description></item>"
        for number, text in enumerate(texts)
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}<item><title>No</title></item></channel></rss>"


def check_what_has_no_page_or_no_copy(web: Archive, server: HostileServer) -> None:
    """A page not to be archived is loaded, and asked for on a condition; an entry without a page is an article."""
    url = server.url("/kept/nowhere")
    assert ask(web, "SELECT archive_file FROM documents WHERE source_id = 'page'") == [(None,)]
    asked = ask(web, f"SELECT status, archive_file IS NULL FROM fetches WHERE url = '{url}' ORDER BY fetched_at")
    assert asked == [(200, True), (304, False)]
    raw = web.database.parent / "raw"
    kept = b"".join(gzip.decompress(path.read_bytes()) for path in raw.glob("*.warc.gz"))
    assert f"WARC-Target-URI: {server.url('/told.xml')}".encode() in kept
    assert b'content="noarchive"' not in kept
    assert len(ask(web, "SELECT article_id FROM articles WHERE source_id = 'told' AND url IS NULL")) == 2


def write_full_feed(link: str) -> str:
    """A feed that has the whole text of its one page."""
    body = write_page(7, link).partition("</h1>")[2].partition("</article>")[0]
    entry = (
        "<pubDate>Mon, 02 Mar 2026 08:00:00 GMT</pubDate><author>desk@gazette.example (Ada Odell)</author>"
        f"<content:encoded><![CDATA[{body}]]></content:encoded>"
    )
    return write_rss([link], **{link: entry})


def read_standings(archive: Archive) -> dict[str, str]:
    """Where the documents of each source stand; those of one source stand alike, but for the feed without links."""
    standing = "SELECT DISTINCT source_id, status || coalesce(': ' || reason, '') FROM documents"
    return dict(ask(archive, f"{standing} WHERE source_id <> 'told'"))


def test_what_a_killed_run_had_stored_is_not_fetched_again_and_nothing_is_lost(web: Archive, server: HostileServer):
    links = add_pages(server, 24)
    server.add("/rss", write_rss(links))
    write_index(web, ("feed", server.url("/rss"), "feed"))
    chance = random.Random("dateline")
    for _ in range(2):
        asked = len(server.requests)
        run = psutil.Popen(
            [*DATELINE, "ingest", str(web.index), "--db", str(web.database)], env=web.environment, cwd=ROOT
        )
        wanted = asked + chance.randint(4, 12)
        while len(server.requests) < wanted and run.poll() is None:
            time.sleep(0.005)
        run.kill()
        run.wait()
    done = web.ingest()
    assert done.returncode == 0, done.stdout + done.stderr
    assert ask(web, "SELECT count(*) FROM articles") == [(24,)]
    assert last_counts(web)["discovered"] == 24
    # The one on its way when a kill came had not been stored.
    twice = [server.count(f"/news/{number}") for number in range(24)]
    assert sum(twice) <= 24 + 2
    assert max(twice) <= 2
    assert server.count("/rss") <= 1 + 2

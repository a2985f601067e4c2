"""Answers that once ended a run: each costs its own document, beside pages of other sources that load."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest

from flows.paths import Places
from flows.run import Run
from flows.settings import Settings
from flows.sources import guard
from flows.sources.documents import FoundDocument
from flows.sources.files import discover_files, is_touched_since
from flows.sources.http.fetcher import Fetcher
from flows.sources.index.read import Source, read_index
from flows.sources.web import listings, rounds
from flows.sources.web.history import WebMemory
from flows.sources.web.readers import Readers, run_until_stopped
from flows.sources.web.web_run import find_archive_pages, read_sources
from flows.workers.worker import BatchJob, run_batch
from tests.helpers.forged_files import forge_file
from tests.helpers.forgery import add_forged_host
from tests.helpers.hostile_server import HostileServer
from tests.helpers.web import write_page, write_rss
from warehouse.connection import open_writer
from warehouse.fetches import record_fetches
from warehouse.ledger import DocumentOutcome, record_outcomes, start_run
from warehouse.migrate import migrate, replace_views

NINES = "9" * 400


@pytest.fixture
def hosts() -> Iterator[HostileServer]:
    with HostileServer(["127.0.0.1", "127.0.0.2"]) as server:
        for number in range(3):
            server.add(f"/{number}", write_page(number, server.url(f"/{number}")))
        yield server


def read_all(folder: Path, server: HostileServer, *bad: str) -> dict[str, FoundDocument]:
    """Read three good pages of one host, and addresses of another, as a run does; by location."""
    return read_rows(folder, server, [(server.url(path, host=1), "feed" if ".xml" in path else "url") for path in bad])


def read_rows(folder: Path, server: HostileServer, bad: list[tuple[str, str]]) -> dict[str, FoundDocument]:
    """Read three good pages of the first host, and rows of an index, as a run does; by location."""
    rows = [*((server.url(f"/{number}"), "url") for number in range(3)), *bad]
    lines = "".join(f"| row{number} | {location} | {kind} |\n" for number, (location, kind) in enumerate(rows))
    index = folder / "INDEX.md"
    index.write_text("| id | location | kind |\n|---|---|---|\n" + lines)
    settings = Settings(host_interval=0, allow_private_hosts=server.places(), fetch_timeout=5)
    found: list[Any] = []
    with open_writer(folder / "writer.duckdb") as con:
        migrate(con)
        replace_views(con)
        memory = WebMemory(con, folder / "raw")
        run = Run(settings, folder, Places(folder / "news.duckdb"))

        def read(readers: Readers, sources: list[Source]) -> None:
            asyncio.run(run_until_stopped(readers, read_sources(readers, sources, run, memory)))

        readers = Readers()
        readers.start("web", read, read_index(index))
        for portion in readers.portions():
            found += portion
        readers.stop()
    documents = {event.location: event for event in found if isinstance(event, FoundDocument)}
    for number in range(3):
        good = documents.pop(server.url(f"/{number}"))
        assert (good.state, good.content_sha256 is not None) == (None, True)
    return documents


def test_a_thousand_encodings_cost_their_page(tmp_path: Path, hosts: HostileServer) -> None:
    hosts.add("/x", "<p>x", headers={"Content-Encoding": ", ".join(["gzip"] * 1000)}, host=1)
    (found,) = read_all(tmp_path, hosts, "/x").values()
    assert (found.state, found.reason) == ("quarantined", "truncated_gzip")
    assert "1000 encodings" in (found.detail or "")


@pytest.mark.parametrize(
    ("robots", "state", "reason"),
    [
        (f"User-agent: *\nRequest-rate: 1/{NINES}", "skipped", "crawl_delay"),
        (f"User-agent: *\nRequest-rate: {NINES}/1", None, None),
        ("User-agent: *\nCrawl-delay: 31536000", "skipped", "crawl_delay"),
        ("User-agent: *\nCrawl-delay: -1", None, None),
        ("User-agent: *\nCrawl-delay: nan", None, None),
    ],
)
def test_a_delay_without_end_holds_up_its_own_host(
    tmp_path: Path, hosts: HostileServer, robots: str, state: str | None, reason: str | None
) -> None:
    hosts.add("/robots.txt", robots, host=1)
    hosts.add("/x", write_page(9, hosts.url("/x", host=1)), host=1)
    (found,) = read_all(tmp_path, hosts, "/x").values()
    assert (found.state, found.reason) == (state, reason)


def test_a_robots_txt_of_blank_lines_is_read(tmp_path: Path, hosts: HostileServer) -> None:
    packed = gzip.compress(b"\n" * 200_000 + b"User-agent: *\nDisallow: /x")
    hosts.add("/robots.txt", packed, headers={"Content-Encoding": "gzip"}, host=1)
    hosts.add("/x", "<p>x", host=1)
    (found,) = read_all(tmp_path, hosts, "/x").values()
    assert (found.state, found.reason) == ("skipped", "robots")


@pytest.mark.parametrize("wanted", ["31536000000", "00000099999", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_retry_after_without_end_holds_up_its_own_host(tmp_path: Path, hosts: HostileServer, wanted: str) -> None:
    hosts.add("/x", "", status=429, headers={"Retry-After": wanted}, host=1)
    hosts.add("/y", write_page(9, hosts.url("/y", host=1)), host=1)
    found = read_all(tmp_path, hosts, "/x", "/y")
    assert [(one.state, one.reason) for one in found.values()] == [("failed", "http_status")] * 2
    assert "asked for a pause" in (found[hosts.url("/y", host=1)].detail or "")


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        (Fetcher, "_settle"),  # of a page or feed that came
        (rounds.WebReader, "settle_unasked"),
        (listings, "parse_feed"),
    ],
)
def test_what_nobody_expected_is_told_of_the_document_that_it_befell(
    tmp_path: Path, hosts: HostileServer, monkeypatch: pytest.MonkeyPatch, owner: Any, name: str
) -> None:
    """A defect that is not known yet cannot be sent by a server: the reader is made to have one."""
    real = getattr(owner, name)

    def fail(*arguments: Any, **named: Any) -> Any:
        if "127.0.0.2" in repr([getattr(value, "request", value) for value in arguments]) and "robots" not in repr(
            [getattr(value, "request", None) for value in arguments]
        ):
            raise KeyError("a defect")
        return real(*arguments, **named)

    monkeypatch.setattr(owner, name, fail)
    hosts.add("/x.xml", write_rss([hosts.url("/y", host=1)]), host=1)
    hosts.add("/y", write_page(9, hosts.url("/y", host=1)), host=1)
    found = list(read_all(tmp_path, hosts, "/x.xml").values())
    refused = [one for one in found if one.reason == guard.REASON]
    assert refused
    assert all(one.state == "quarantined" for one in refused)
    assert all("KeyError: 'a defect'" in (one.detail or "") and "in fail" in (one.detail or "") for one in refused)


def test_a_full_disk_is_no_document_of_anybody() -> None:
    with pytest.raises(OSError, match="no room"):
        guard.describe_unexpected(OSError("no room"))


def test_half_a_surrogate_reaches_the_ledger_as_a_question_mark(tmp_path: Path) -> None:
    now = datetime.now(UTC)
    with open_writer(tmp_path / "writer.duckdb") as con:
        migrate(con)
        replace_views(con)
        start_run(con, "run", None, now)
        outcome = DocumentOutcome("d", "s", "a\ud800", "quarantined", now, reason="x", detail="\udcff\x00\x1b")
        record_outcomes(con, "run", [outcome])
        assert con.execute("SELECT location, reason FROM documents").fetchall() == [("a?", "x")]
        record_fetches(con, [])


def test_file_names_of_every_kind_are_read(tmp_path: Path) -> None:
    for name in (b"-rf.html", b"a\nb.html", b"\xff\xfe.html", b"\x1b[31m.html", b"*.html", b"  .html"):
        Path((str(tmp_path).encode() + b"/" + name).decode("utf-8", "surrogateescape")).write_text("<p>x")
    index = tmp_path / "INDEX.md"
    index.write_text(f"| id | location |\n|---|---|\n| a | *.htm* |\n| b | {'x' * 5000}.txt |\n")
    found = list(discover_files(read_index(index), tmp_path))
    assert [one.state for one in found] == [None] * 6 + ["failed"]
    assert all(one.location.encode() for one in found)


def test_forged_answers_cost_their_own_documents(tmp_path: Path) -> None:
    """A few of what benchmarks/fuzz_runs.py sends by the ten thousand."""
    chance = Random(1)
    with HostileServer([f"127.0.0.{number + 1}" for number in range(13)]) as server:
        for number in range(3):
            server.add(f"/{number}", write_page(number, server.url(f"/{number}")))
        rows = [row for host in range(1, 13) for row in add_forged_host(server, host, chance, 3)]
        found = read_rows(tmp_path, server, rows)
    assert {location for location, kind in rows if kind == "url"} <= set(found)
    assert transform(tmp_path, list(found.values())) == {one.document_id for one in found.values() if one.state is None}


def test_forged_files_cost_their_own_documents(tmp_path: Path) -> None:
    files = [forge_file(Random(number), number, tmp_path) for number in range(120)]
    found = list(discover_files([Source("a", "pages/*", "file", 1)], tmp_path))
    assert len(found) == sum(path.parent.name == "pages" for path in files)
    run = Run(Settings(max_body_mb=1), tmp_path, Places(tmp_path / "news.duckdb"))
    pages = find_archive_pages(Source("b", "archives/*", "warc", 2), run)
    kept = [one for one in pages if isinstance(one, FoundDocument)]
    assert len({one.path for one in kept} | {one.location.partition("#")[0] for one in kept}) > 10
    read = [one for one in (*found, *kept) if one.state is None]
    assert transform(tmp_path, read) == {one.document_id for one in read}


def transform(folder: Path, found: list[FoundDocument]) -> set[str]:
    """Transform what was read, without a model; returns which documents came to an end."""
    read = tuple(one for one in found if one.state is None)
    part = folder / "staging" / "run" / "batch-1"
    run_batch(BatchJob("run", 1, read, part, {}, 1_000_000, 60, datetime.now(UTC)))
    return set(pl.read_parquet(part / "outcomes.parquet")["document_id"])


def lay_out_traps(folder: Path) -> None:
    """A folder with a page, links that lead nowhere, and folders whose path is longer than any call takes."""
    (folder / "in").mkdir()
    (folder / "in" / "page.html").write_text("<p>x")
    (folder / "in" / "moved.html").symlink_to("nowhere.html")
    (folder / "in" / "circle.html").symlink_to("circle.html")
    (folder / "in" / "folder.html").mkdir()
    with contextlib.chdir(folder / "in"):
        for _ in range(25):
            Path("n" * 200).mkdir()
            os.chdir("n" * 200)
        Path("lost.html").write_text("<p>x")


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("in/*.html", {"circle.html": "absent", "moved.html": "absent", "page.html": None}),
        ("in/**/*.html", {"circle.html": "absent", "moved.html": "absent", "page.html": None, "n" * 200: "unreadable"}),
        ("in/*/*.html", {"circle.html": "unreadable"}),
        ("in/[m-p]*e*.html", {"moved.html": "absent", "page.html": None}),
        ("in/circle.html", {"circle.html": "absent"}),
        ("in/page.html", {"page.html": None}),
        ("none/*/*.html", {"*.html": "absent"}),
        ("n" * 300 + "/*.html", {"*.html": "unreadable"}),
    ],
)
@pytest.mark.parametrize("kind", ["file", "warc"])
def test_what_a_walk_through_folders_cannot_read_is_told(
    tmp_path: Path, location: str, found: dict[str, str | None], kind: str
) -> None:
    lay_out_traps(tmp_path)
    source = Source("a", location, kind, 1)
    files = discover_files([source], tmp_path)
    archives = find_archive_pages(source, Run(Settings(), tmp_path, Places(tmp_path / "news.duckdb")))
    documents = [one for one in (files if kind == "file" else archives) if isinstance(one, FoundDocument)]
    told = {one.location.rpartition("/")[2].partition("#")[0]: one.reason for one in documents}
    assert told == {name: reason or ("damaged_record" if kind == "warc" else None) for name, reason in found.items()}
    assert all(one.state == "failed" for one in documents if one.reason in ("absent", "unreadable"))
    is_touched_since([source], tmp_path / "in", tmp_path / "news.duckdb")  # and raises nothing


def test_of_an_optional_row_a_link_that_leads_nowhere_is_skipped(tmp_path: Path) -> None:
    lay_out_traps(tmp_path)
    (found,) = discover_files([Source("a", "in/m*.html", "file", 1, is_optional=True)], tmp_path)
    assert (found.state, found.reason) == ("skipped", "absent")

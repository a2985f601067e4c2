"""A web archive is fetched once, held against its digest, shared by databases, and let go of in time."""

from __future__ import annotations

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from flows.sources.archives.raw_archive import ArchiveWriter, list_archive
from flows.sources.documents import NO_HINTS
from flows.sources.web.web_run import prune_archive
from flows.tasks import find_stored
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.reading import DAY, Desk
from tests.helpers.warehouse import open_warehouse
from tests.helpers.web import make_warc
from warehouse import ledger


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

"""A disk that is full, a folder that may not be written to: told with the place and what to do, and nothing is lost."""

from __future__ import annotations

import pickle
import resource
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import duckdb
import pytest

from flows.errors import StorageError, storing
from flows.sources.archives.pages import discover_warc
from flows.sources.archives.raw_archive import ArchiveWriter, mend_archive
from flows.sources.files import discover_files
from flows.sources.http.bodies import ReceivedBody
from flows.sources.index.read import Source, parse_index
from flows.workers.worker import BatchJob, run_batch
from tests.conftest import BACKSTOP, ROOT, Archive
from tests.helpers.article_rows import Page
from tests.helpers.damage import DAMAGE, zero
from tests.helpers.faults import full_disk, obey_modes
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.spoiling import STAGED
from tests.helpers.warehouse import write_part
from tests.helpers.web import write_page
from warehouse.connection import open_writer
from warehouse.errors import DatabaseWriteError
from warehouse.loader import read_manifest
from warehouse.migrate import migrate, replace_views

NOW = datetime(2031, 3, 1, tzinfo=UTC)
BODY = "The council of Tolsund met on Monday and went home again, said the mayor, who had seen worse.\n\n" * 3


def make_job(folder: Path, count: int = 2) -> BatchJob:
    """A batch of documents that no model parses."""
    for number in range(count):
        (folder / f"{number}.txt").write_text(f"Council meets, take {number}\n\n{BODY}")
    sources = parse_index("| id | location |\n|---|---|\n| a | *.txt |\n", folder / "INDEX.md")
    return BatchJob(
        run_id="run",
        batch=1,
        documents=tuple(discover_files(sources, folder)),
        part=folder / "staging" / "run" / "batch-1",
        models={},
        max_body_bytes=1_000_000,
        document_timeout=60,
        seen_at=NOW,
    )


def test_a_part_for_which_there_is_no_room_costs_no_document(tmp_path: Path) -> None:
    """Whatever of it has no room first: the note of where the worker is, the rows to check, the last file."""
    job = make_job(tmp_path)
    largest = max(path.stat().st_size for path in run_batch(job).iterdir())
    for number, size in enumerate((0, 100, largest - 1)):
        part = tmp_path / "full" / str(number) / "batch-1"
        with full_disk(size), pytest.raises(StorageError, match=f"{part.parent}.* cannot be written: .* run again"):
            run_batch(replace(job, part=part))
        assert not part.exists()
        run_batch(replace(job, part=part))
        assert read_manifest(part).tables["articles"] == 2


def test_the_error_of_a_worker_reaches_the_run() -> None:
    with pytest.raises(StorageError) as caught, storing("here"):
        raise OSError(28, "No space left on device")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)
    assert str(caught.value).startswith("here: cannot be written: No space left on device. Nothing is lost")


def test_a_folder_of_the_raw_archive_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("in the way")
    writer = ArchiveWriter(tmp_path / "raw", "run", started_at=NOW, software="dateline")
    with pytest.raises(StorageError, match=f"{tmp_path / 'raw'}: cannot be written: "):
        writer.write_conversion(url="u:", fetched_at=NOW, media_type="text/html", content=b"x", labels={})


def test_a_record_for_which_there_is_no_room_leaves_those_before_it(tmp_path: Path) -> None:
    with ArchiveWriter(tmp_path, "run", started_at=NOW, software="dateline") as writer:
        keep = {"url": "u:", "fetched_at": NOW, "media_type": "text/html", "labels": {}}
        first = writer.write_conversion(content=b"x", **keep)  # type: ignore[arg-type]
        random = Random(1).randbytes(100_000)
        with full_disk(2000), pytest.raises(StorageError, match=f"{first.path}: cannot be written: "):
            writer.write_conversion(content=random, **keep)  # type: ignore[arg-type]
        second = writer.write_conversion(content=random, **keep)  # type: ignore[arg-type]
    assert first.path != second.path
    assert [mend_archive(Path(place.path)) for place in (first, second)] == [0, 0]


def test_a_response_for_which_the_temporary_folder_has_no_room_is_told() -> None:
    body = ReceivedBody()
    with full_disk(1000), pytest.raises(StorageError, match=r"\(TMPDIR\): cannot be written: "):
        body.add(bytes(2_000_000))
    body.close()


def test_an_archive_that_cannot_be_unpacked_fails_alone_and_takes_no_room(tmp_path: Path) -> None:
    package = tmp_path / "crawl.wacz"
    with zipfile.ZipFile(package, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("archive/data.warc", bytes(1_000_000))
    with full_disk(100_000):
        found = list(discover_warc(Source("a", "crawl.wacz", "warc", 1), package, tmp_path, unpack_dir=tmp_path / "u"))
    assert [(one.state, one.reason) for one in found] == [("failed", "unreadable")]
    assert "cannot be unpacked: [Errno 27] File too large" in (found[0].detail or "")
    assert list((tmp_path / "u").iterdir()) == []


@pytest.mark.parametrize("size", [0, 4096, 8192])
def test_a_database_for_which_there_is_no_room_is_told_and_made_later(tmp_path: Path, size: int) -> None:
    with full_disk(size), pytest.raises(DatabaseWriteError, match="run again"):
        open_writer(tmp_path / "news.writer.duckdb")
    with open_writer(tmp_path / "news.writer.duckdb"):
        pass


def test_views_for_which_there_is_no_room_are_made_later(tmp_path: Path) -> None:
    with open_writer(tmp_path / "news.writer.duckdb") as con:
        migrate(con)
        with full_disk(0), pytest.raises(DatabaseWriteError, match="run again"):
            replace_views(con)
    with open_writer(tmp_path / "news.writer.duckdb") as con:
        assert replace_views(con) == []


def test_temporary_files_without_room_are_told_before_anything_starts(archive: Archive) -> None:
    def limit_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    archive.index.write_text("| id | location |\n|---|---|\n| a | a.txt |\n")
    done = archive.ingest(preexec_fn=limit_files)
    assert done.returncode == 1
    assert done.stderr.startswith(
        "dateline: the folder of temporary files (TMPDIR): cannot be written: File too large."
    )
    assert done.stderr.count("\n") == 1


def test_spoilt_rows_and_damaged_parts_cost_their_articles_and_reading_again_cures_them(archive: Archive) -> None:
    """One run with a spoilt row for each check, a part for each kind of damage, and a damaged part that was left."""
    folder, sound = archive.index.parent, {"sound-1", "sound-2"}
    for number, name in enumerate([*sound, *STAGED, *DAMAGE]):
        (folder / f"{name}.html").write_text(write_page(number, f"https://gazette.example/{number}"))
    archive.index.write_text("| id | location |\n|---|---|\n| a | *.html |\n")
    zero(write_part(archive.database.parent / "staging" / "news", [Page("b/1")], run="killed"))
    archive.environment.update(DATELINE_BATCH_SIZE="1", DATELINE_RUNNER="threads")
    del archive.environment["DATELINE_SPACY_MODEL"]
    spoilt = [sys.executable, "-m", "tests.helpers.damage"]
    command = [*spoilt, "ingest", str(archive.index), "--db", str(archive.database)]
    done = subprocess.run(
        command, env=archive.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=BACKSTOP
    )
    assert done.returncode == 1, done.stderr
    expected = dict.fromkeys(sound, ("loaded", None)) | dict.fromkeys(DAMAGE, ("failed", "bad_part"))
    expected |= {name: ("quarantined", check) for name, (_, _, check) in STAGED.items()}
    with duckdb.connect(str(archive.database), read_only=True) as con:
        stands = con.execute("SELECT location, status, reason FROM documents").fetchall()
        assert {Path(location).stem: (status, reason) for location, status, reason in stands} == expected
        shown = con.execute("SELECT location FROM articles").fetchall()
        assert {Path(location).stem for (location,) in shown} == sound
        held = con.execute("SELECT location, check_name FROM quarantine JOIN documents USING (document_id)").fetchall()
        assert {(name, check) for name, (_, _, check) in STAGED.items()} <= {
            (Path(location).stem, check) for location, check in held
        }
    done = archive.ingest("--retry")
    assert (done.returncode, done.stderr) == (0, "")
    with duckdb.connect(str(archive.database), read_only=True) as con:
        assert con.execute("SELECT DISTINCT status FROM documents").fetchall() == [("loaded",)]
        assert con.execute("SELECT count(*) FROM articles").fetchone() == (len(expected),)
        assert con.execute("SELECT DISTINCT is_cured FROM quarantine").fetchall() == [(True,)]


def test_a_folder_that_becomes_read_only_in_mid_run_ends_it_and_the_next_run_goes_on(
    web: Archive, server: HostileServer
) -> None:
    """A page's own server takes the right to write away from the raw archive, once its robots.txt has been read."""
    raw = web.database.parent / "raw"

    async def forbid(seen: Seen, channel: Channel) -> None:
        raw.mkdir(parents=True)
        raw.chmod(0o555)
        await channel.head(404, {"Content-Length": "0"})

    server.add("/robots.txt", forbid)
    server.add("/1", write_page(1, server.url("/1")))
    (web.index.parent / "a.txt").write_text(f"Council meets\n\n{BODY}")
    rows = f"| a | a.txt |\n| b | {server.url('/1')} |\n"
    web.index.write_text(f"| id | location |\n|---|---|\n{rows}")
    done = web.ingest(preexec_fn=obey_modes)
    assert done.returncode == 1
    assert f"dateline: {raw}: cannot be written: Permission denied. Nothing is lost" in done.stderr
    assert "Traceback" not in done.stderr
    raw.chmod(0o755)
    server.add("/robots.txt", "", status=404)
    done = web.ingest()
    assert (done.returncode, done.stderr) == (0, "")
    with open_writer(web.database.with_name("news.writer.duckdb")) as con:
        assert con.execute("SELECT state FROM runs ORDER BY started_at").fetchall() == [("failed",), ("completed",)]
        assert con.execute("SELECT source_id FROM articles ORDER BY ALL").fetchall() == [("a",), ("b",)]

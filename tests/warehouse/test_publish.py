"""Publishing and the writer's lock, with real files and real processes."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.helpers.article_rows import Page
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import publish as publishing
from warehouse.connection import Connection, open_snapshot, open_writer
from warehouse.errors import (
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseUnusableError,
    PublishError,
    WarehouseError,
)
from warehouse.loader import load_part
from warehouse.lock import writer_lock
from warehouse.migrate import applied
from warehouse.publish import clear_leftovers, publish, restore

HOLD = """
import sys, time
from pathlib import Path
from warehouse.lock import writer_lock
with writer_lock(Path(sys.argv[1]), 1):
    print("held", flush=True)
    time.sleep(float(sys.argv[2]))
"""
READ = """
import sys, duckdb
con = duckdb.connect(sys.argv[1], read_only=True)
print(con.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
sys.stdin.readline()
print(con.execute("SELECT count(*) FROM articles").fetchone()[0], flush=True)
"""


def hold_lock(database: Path, seconds: float) -> subprocess.Popen[str]:
    """Start a process that takes the lock; returns when it has it."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-c", HOLD, str(database), str(seconds)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def leave_log(snapshot: Path) -> None:
    """Let somebody write to a snapshot and be killed before it was checkpointed."""
    code = f"""if 1:
        import duckdb, os
        con = duckdb.connect({str(snapshot)!r})
        con.execute("PRAGMA disable_checkpoint_on_shutdown")
        con.execute("CREATE TABLE mine AS SELECT 1")
        os._exit(0)"""
    subprocess.run([sys.executable, "-c", code], check=True)
    assert snapshot.with_name(snapshot.name + ".wal").exists()


def test_readers_keep_their_snapshot_while_it_is_replaced(tmp_path: Path) -> None:
    snapshot = tmp_path / "news.duckdb"
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [Page("a/1")]))
        publish(con, snapshot)
        command = [sys.executable, "-c", READ, str(snapshot)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
            assert reader.stdout is not None
            assert reader.stdout.readline() == "1\n"
            load_part(con, write_part(tmp_path, [Page("a/2", article="other")], batch=2))
            publish(con, snapshot)
            assert reader.communicate("\n")[0] == "1\n"
        load_part(con, write_part(tmp_path, [Page("a/3", article="third")], batch=3))  # the writer writes on
    with open_snapshot(snapshot) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchone() == (2,)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.duckdb", "run1", "writer.duckdb"]


@pytest.mark.parametrize("ways", [[], ["share_blocks"], ["share_blocks", "copy_in_kernel"]])
def test_every_way_of_copying_gives_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ways: list[str]
) -> None:
    for way in ways:
        monkeypatch.setattr(publishing, way, lambda reader, writer: False)
    source = tmp_path / "source"
    source.write_bytes(os.urandom(3_000_000))
    publishing.copy_file(source, tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == source.read_bytes()


def test_a_failed_publication_leaves_the_old_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    snapshot = tmp_path / "news.duckdb"

    def fail(source: Path, target: Path) -> None:
        target.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    with open_warehouse(tmp_path) as con:
        publish(con, snapshot)
        before = snapshot.read_bytes()
        monkeypatch.setattr(publishing, "copy_file", fail)
        with pytest.raises(PublishError, match=r"news\.duckdb: could not be replaced: .*No space left"):
            publish(con, snapshot)
    assert snapshot.read_bytes() == before
    assert not snapshot.with_name(".news.duckdb.draft").exists()


def test_a_log_that_somebody_left_beside_the_snapshot_is_not_played_into_the_new_one(tmp_path: Path) -> None:
    snapshot = tmp_path / "news.duckdb"
    with open_warehouse(tmp_path) as con:
        publish(con, snapshot)
        leave_log(snapshot)
        load_part(con, write_part(tmp_path, [Page("a/1")]))
        publish(con, snapshot)
    with open_snapshot(snapshot) as con:
        assert con.execute("SELECT count(*) FROM articles").fetchone() == (1,)
        assert con.execute("SELECT * FROM duckdb_tables() WHERE table_name = 'mine'").fetchall() == []


def test_a_kill_at_any_moment_leaves_a_snapshot_and_nothing_that_is_not_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What lies on the disk before and after each rename and each deletion, as a kill there would leave it."""
    live, snapshot = tmp_path / "live", tmp_path / "live" / "news.duckdb"
    moments: list[Path] = []

    def keep_moment() -> None:
        moments.append(tmp_path / f"moment-{len(moments)}")
        shutil.copytree(live, moments[-1])

    def watch(call: Callable[..., None]) -> Callable[..., None]:
        def watched(*arguments: object) -> None:
            keep_moment()
            call(*arguments)

        return watched

    with open_warehouse(live) as con:
        publish(con, snapshot)
        leave_log(snapshot)
        load_part(con, write_part(tmp_path, [Page("a/1")]))
        with monkeypatch.context() as patched:
            for name in ("replace", "unlink"):
                patched.setattr(os, name, watch(getattr(os, name)))
            publish(con, snapshot)
    keep_moment()

    found = []
    for moment in moments:
        clear_leftovers(moment / "news.duckdb", moment / "writer.duckdb")
        assert {path.name for path in moment.iterdir()} - {"news.duckdb.wal"} == {"news.duckdb", "writer.duckdb"}
        with open_snapshot(moment / "news.duckdb") as con:
            found += con.execute("SELECT count(*) FROM articles").fetchall()
    assert found == [
        (0,),
        (0,),
        (1,),
        (1,),
    ]  # as the log goes, as the snapshot comes, as what was set aside goes, after


def test_what_was_half_copied_is_cleared(tmp_path: Path) -> None:
    for name in (".news.duckdb.draft", ".news.writer.duckdb.draft", ".news.duckdb.wal.old"):
        (tmp_path / name).write_bytes(b"half")
    clear_leftovers(tmp_path / "news.duckdb", tmp_path / "news.writer.duckdb")
    assert list(tmp_path.iterdir()) == []


MARK = bytes(range(65, 91)) * 8


def damage_text(database: Path) -> None:
    """Change a letter of a text that no run reads."""
    content = database.read_bytes()
    place = content.index(MARK)
    database.write_bytes(content[:place] + b"?" + content[place + 1 :])


def write_aside(con: Connection) -> None:
    """Write a text that no run reads, too long to be compressed with others."""
    con.execute("CREATE TABLE aside AS SELECT ? AS text", [MARK.decode() * 100])


def test_damage_that_nobody_met_is_not_published_and_restored_is_the_last_that_was(tmp_path: Path) -> None:
    snapshot, writer = tmp_path / "news.duckdb", tmp_path / "writer.duckdb"
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [Page("a/1")]))
        write_aside(con)
        publish(con, snapshot)
    before = snapshot.read_bytes()
    damage_text(writer)
    with open_writer(writer) as con, pytest.raises(DatabaseDamagedError, match=r"`dateline restore`"):
        publish(con, snapshot)
    assert snapshot.read_bytes() == before

    kept = restore(snapshot, writer)
    assert kept == tmp_path / "writer.duckdb.damaged"
    with open_writer(writer) as con:
        assert con.execute("SELECT location FROM articles").fetchall() == [("a/1",)]
        publish(con, snapshot)
    damage_text(snapshot)
    with pytest.raises(DatabaseUnusableError, match=r"news\.duckdb: it is damaged: .* from a backup"):
        restore(snapshot, writer)
    assert writer.exists()
    snapshot.write_bytes(before)
    assert restore(snapshot, writer) == tmp_path / "writer.duckdb.damaged.2"


HEADS: dict[str, Callable[[bytes], bytes]] = {
    "the name of the format": lambda data: bytes(4096) + data[4096:],
    "the headers": lambda data: data[:4200] + bytes(12288 - 4200) + data[12288:],
    "all but the headers": lambda data: data[:12288],
}


@pytest.mark.parametrize("head", HEADS)
def test_a_database_whose_beginning_is_damaged_is_told_as_such(tmp_path: Path, head: str) -> None:
    snapshot, writer = tmp_path / "news.duckdb", tmp_path / "writer.duckdb"
    with open_warehouse(tmp_path) as con:
        publish(con, snapshot)
    writer.write_bytes(HEADS[head](writer.read_bytes()))
    with pytest.raises(WarehouseError, match=r"`dateline restore`"):
        open_writer(writer)
    restore(snapshot, writer)
    with open_writer(writer) as con:
        assert applied(con)


def test_a_log_that_is_damaged_is_told_as_such_and_kept(tmp_path: Path) -> None:
    snapshot, writer = tmp_path / "news.duckdb", tmp_path / "writer.duckdb"
    with open_warehouse(tmp_path) as con:
        publish(con, snapshot)
    leave_log(writer)
    log = tmp_path / "writer.duckdb.wal"
    log.write_bytes(log.read_bytes()[:80] + b"x" * 8 + log.read_bytes()[88:])
    with pytest.raises(DatabaseDamagedError, match=r"`dateline restore`"):
        open_writer(writer)
    restore(snapshot, writer)
    assert (tmp_path / "writer.duckdb.wal.damaged").exists()
    open_writer(writer).close()


def test_a_folder_that_is_none_any_more_is_told_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("in the way")
    with (
        open_warehouse(tmp_path) as con,
        pytest.raises(PublishError, match=r"news\.duckdb: .* Nothing is lost.*make sure"),
    ):
        publish(con, tmp_path / "data" / "news.duckdb")


def test_a_rename_that_fails_leaves_the_old_snapshot_with_its_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    snapshot = tmp_path / "news.duckdb"
    with open_warehouse(tmp_path) as con:
        publish(con, snapshot)
        log = snapshot.with_name("news.duckdb.wal")
        log.write_bytes(b"what somebody wrote to it")
        rename = Path.replace

        def fail(path: Path, target: Path) -> Path:
            if target == snapshot:
                raise OSError(errno.EROFS, "Read-only file system")
            return rename(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "replace", fail)
            with pytest.raises(PublishError, match="Read-only file system"):
                publish(con, snapshot)
        assert log.read_bytes() == b"what somebody wrote to it"
        publish(con, snapshot)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news.duckdb", "writer.duckdb"]


def test_a_database_in_memory_cannot_be_published(tmp_path: Path) -> None:
    with open_writer(Path(":memory:")) as con, pytest.raises(PublishError, match="in memory"):
        publish(con, tmp_path / "news.duckdb")


def test_a_second_writer_is_told_who_is_writing(tmp_path: Path) -> None:
    database = tmp_path / "writer.duckdb"
    with hold_lock(database, 600) as holder:
        start = time.monotonic()
        with (
            pytest.raises(DatabaseLockedError, match=rf"process {holder.pid} is writing") as caught,
            writer_lock(database, 0.3),
        ):
            pytest.fail("two writers at once")
        assert time.monotonic() - start >= 0.3
        assert holder.poll() is None  # it was not the first that ended the waiting
        assert "DATELINE_LOCK_TIMEOUT" in str(caught.value)
        holder.kill()


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    database = tmp_path / "writer.duckdb"
    with hold_lock(database, 0.5) as holder, writer_lock(database, 20):
        assert holder.wait(300) == 0


def test_a_killed_writer_leaves_no_lock(tmp_path: Path) -> None:
    database = tmp_path / "writer.duckdb"
    with hold_lock(database, 60) as holder:
        holder.send_signal(signal.SIGKILL)
        holder.wait(10)
        with writer_lock(database, 5):
            assert (tmp_path / "writer.duckdb.lock").read_text() == f"{os.getpid()}\n"


def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    for use in (lambda path: writer_lock(path, 0).__enter__(), open_writer):
        with pytest.raises(DatabaseUnusableError, match=r"writer\.duckdb: its folder cannot be created"):
            use(tmp_path / "file" / "writer.duckdb")
    (tmp_path / "writer.duckdb.lock").mkdir()
    with (
        pytest.raises(DatabaseUnusableError, match=r"writer\.duckdb: cannot be locked"),
        writer_lock(tmp_path / "writer.duckdb", 0),
    ):
        pytest.fail("a directory was locked")


def test_the_lock_is_free_after_the_block(tmp_path: Path) -> None:
    database = tmp_path / "writer.duckdb"
    for _ in range(2):
        with writer_lock(database, 0):
            pass

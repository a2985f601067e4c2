"""Publishes a finished copy of the writer's database, so that readers never meet its lock."""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import duckdb

from warehouse.connection import (
    DAMAGED,
    WRITER_MEMORY_MIB,
    Connection,
    open_snapshot,
    run_with_memory,
    telling_faults,
)
from warehouse.errors import (
    DatabaseDamagedError,
    DatabaseUnusableError,
    DatabaseWriteError,
    PublishError,
    WarehouseError,
)
from warehouse.migrate import applied

FICLONE = 0x40049409  # ioctl of Linux: share the blocks, where the file system can
CHUNK = 1 << 30
# The kernel, the file system or the pair of file systems does not offer the short cut.
UNSUPPORTED = {errno.ENOTTY, errno.EOPNOTSUPP, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EPERM, errno.EBADF}


def publish(con: Connection, snapshot: Path) -> None:
    """Put a checkpointed copy of the writer's database in the snapshot's place, by atomic rename.

    A reader that has the old snapshot open keeps it. Nothing may write through `con` meanwhile.

    Raises:
        PublishError: the copy could not be made; the old snapshot stands.
        DatabaseDamagedError: what was written is not what is read; the old snapshot, which may be whole, stands.
    """
    draft = draft_of(snapshot)
    try:
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        run_with_memory(con, lambda: checkpoint(con))
        copy_file(find_file(con), draft)
        with open_snapshot(draft) as copy, telling_faults():
            read_whole(copy)
        replace_snapshot(draft, snapshot)
        sync_directory(snapshot.parent)
    except (OSError, duckdb.Error, WarehouseError) as error:
        with suppress(OSError):  # where nothing can be deleted either, the next run does it
            draft.unlink(missing_ok=True)
        if isinstance(error, DatabaseDamagedError):
            raise
        raise PublishError(snapshot, str(error).splitlines()[0]) from error


def checkpoint(con: Connection) -> None:
    """Bring all that was written into the database's file."""
    try:
        con.execute("FORCE CHECKPOINT")
    except duckdb.FatalException as error:
        if DAMAGED.search(str(error)):
            raise DatabaseDamagedError(str(error).splitlines()[0]) from error
        raise


def clear_leftovers(snapshot: Path, writer: Path) -> None:
    """Delete what a publication that was killed has left: copies that nobody ever saw, a log set aside.

    Raises:
        DatabaseWriteError: they cannot be deleted.
    """
    for path in (draft_of(snapshot), draft_of(writer), aside_of(snapshot)):
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise DatabaseWriteError(str(error)) from error


def draft_of(database: Path) -> Path:
    """Say where a copy lies that is to become this database."""
    return database.with_name(f".{database.name}.draft")


def aside_of(snapshot: Path) -> Path:
    """Say where a log lies that must not be played into the next snapshot."""
    return snapshot.with_name(f".{snapshot.name}.wal.old")


def replace_snapshot(draft: Path, snapshot: Path) -> None:
    """Let a draft take the snapshot's place.

    A log beside the old snapshot is of somebody who wrote to it; DuckDB must not play it into the new one. It is set
    aside before the rename and deleted after it, so that a rename that fails leaves the old snapshot whole.
    """
    log, aside = snapshot.with_name(snapshot.name + ".wal"), aside_of(snapshot)
    has_log = log.exists()
    if has_log:
        log.replace(aside)
    try:
        draft.replace(snapshot)
    except BaseException:
        if has_log:
            aside.replace(log)
        raise
    aside.unlink(missing_ok=True)


def adopt_snapshot(snapshot: Path, writer: Path) -> None:
    """If there is only a snapshot (copied or restored), let the writer continue from a copy of it.

    Raises:
        DatabaseUnusableError: the file was not made by dateline; publishing would put ours in its place.
        DatabaseWriteError: the copy cannot be made.
    """
    if writer.exists() or not snapshot.exists():
        return
    with open_snapshot(snapshot) as con:
        if not applied(con):
            raise DatabaseUnusableError(snapshot, "this database was not made by dateline", "Name another with --db.")
    try:
        copy_file(snapshot, draft_of(writer))
        draft_of(writer).replace(writer)
    except OSError as error:
        raise DatabaseWriteError(f"{writer}: {error}") from error


def restore(snapshot: Path, writer: Path) -> Path | None:
    """Let the writer go on from the snapshot, and keep what it had under another name.

    Returns:
        Where the writer's old database lies now, if there was one.

    Raises:
        DatabaseUnusableError: there is no snapshot, or it was not made by dateline, or is damaged itself.
        DatabaseWriteError: the files cannot be renamed, or the copy not be made.
    """
    with open_snapshot(snapshot) as con:
        try:
            read_whole(con)
        except duckdb.Error as error:
            advice = "Put a copy from a backup in its place, or move it and the writer's database away to start anew."
            problem = f"it is damaged: {str(error).splitlines()[0]}"
            raise DatabaseUnusableError(snapshot, problem, advice) from error
    kept = None
    try:
        if writer.exists():
            kept = find_free(writer.with_name(f"{writer.name}.damaged"))
            writer.rename(kept)
        log = writer.with_name(f"{writer.name}.wal")
        if log.exists():
            log.rename(find_free(writer.with_name(f"{log.name}.damaged")))
    except OSError as error:
        raise DatabaseWriteError(str(error)) from error
    adopt_snapshot(snapshot, writer)
    return kept


def read_whole(con: Connection) -> None:
    """Read every value of every table, so that DuckDB compares each block with its checksum."""
    con.execute(f"SET memory_limit = '{WRITER_MEMORY_MIB}MiB'")  # it would keep in memory whatever it may
    tables = con.execute("SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
    for schema, table in tables:
        con.execute(f'SELECT bit_xor(hash(t)) FROM "{schema}"."{table}" AS t').fetchall()


def find_free(path: Path) -> Path:
    """Find a name that no file has yet: this one, or this one with a number."""
    number = 1
    free = path
    while free.exists():
        number += 1
        free = path.with_name(f"{path.name}.{number}")
    return free


def find_file(con: Connection) -> Path:
    """Find the file behind a connection."""
    found = con.execute("SELECT path FROM duckdb_databases() WHERE database_name = current_database()").fetchone()
    if found is None or found[0] is None:
        raise FileNotFoundError(errno.ENOENT, "a database in memory has no file to publish")
    return Path(found[0])


def copy_file(source: Path, target: Path) -> None:
    """Copy a file's bytes to the disk itself, by the cheapest way that the system has."""
    with source.open("rb") as reader, target.open("wb") as writer:
        if not (share_blocks(reader.fileno(), writer.fileno()) or copy_in_kernel(reader.fileno(), writer.fileno())):
            reader.seek(0)
            writer.seek(0)
            shutil.copyfileobj(reader, writer, 1 << 20)
        writer.flush()
        os.fsync(writer.fileno())


def share_blocks(reader: int, writer: int) -> bool:
    """Let both files share their blocks until one changes; only some file systems can."""
    if sys.platform != "linux":
        return False
    try:
        fcntl.ioctl(writer, FICLONE, reader)
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
        return False
    return True


def copy_in_kernel(reader: int, writer: int) -> bool:
    """Copy without taking the bytes through this process; only Linux offers it."""
    if sys.platform != "linux":
        return False
    try:
        while os.copy_file_range(reader, writer, CHUNK):
            pass
    except OSError as error:
        if error.errno not in UNSUPPORTED:
            raise
        return False
    return True


def sync_directory(directory: Path) -> None:
    """Make a rename survive a loss of power."""
    file = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)

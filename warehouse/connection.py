"""Opens databases: the writer's own file, and the snapshots that readers get."""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

import duckdb

from warehouse.errors import (
    DatabaseDamagedError,
    DatabaseLockedError,
    DatabaseUnusableError,
    DatabaseWriteError,
    QueryError,
    WarehouseError,
)

Connection = duckdb.DuckDBPyConnection
T = TypeVar("T")
WRITER_MEMORY_MIB = 192  # to begin with; the main process of a run holds as much again in Python and Prefect
HEADERS, HEADER_BYTES = 3, 4096  # of a database; DuckDB writes them one by one
MEMORY_SHARE = 4  # the workers need the rest
# Extensions come from the package index, pinned; a database that fetches code on its own would break offline.
SETTINGS = {"autoinstall_known_extensions": "false"}
# Publishing checkpoints after every run; before that, each checkpoint would only hold up the loading of a part.
CHECKPOINT_THRESHOLD = "256MB"
# With one writer no transaction meets another: one that cannot commit could not write.
DAMAGED = re.compile(r"Corrupt (database|WAL) file|Could not read enough bytes")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
UNWRITABLE = (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException, duckdb.OutOfMemoryException)


def open_writer(path: Path, *, threads: int | None = None) -> Connection:
    """Open the writer's database, making it and its directory where absent. Hold `writer_lock` while it is open.

    Args:
        path: The writer's own file, not the published snapshot.
        threads: Of DuckDB; all cores where None.

    Raises:
        DatabaseLockedError: another process has it open.
        DatabaseUnusableError: it is no database, is of another DuckDB, or cannot be written.
        DatabaseWriteError: its disk is full.
        DatabaseDamagedError: it is damaged.
    """
    make_directory(path)
    forget_unmade(path)
    con = connect(path, read_only=False, threads=threads)
    con.execute(f"SET checkpoint_threshold = '{CHECKPOINT_THRESHOLD}'")
    con.execute(f"SET memory_limit = '{WRITER_MEMORY_MIB}MiB'")
    return con


def forget_unmade(path: Path) -> None:
    """Delete a database that was never finished, because its disk was full or its process killed: it has no headers."""
    if not path.is_file() or path.stat().st_size >= HEADERS * HEADER_BYTES:
        return
    with path.open("rb") as file:
        start = file.read(HEADER_BYTES)
    if start[8:12] in (b"", b"DUCK"):
        path.unlink()


def run_with_memory(con: Connection, work: Callable[[], T]) -> T:
    """Do work with as little memory as it needs, since DuckDB keeps whatever it may have.

    Where it has not enough, the work is done again with twice as much, up to what a connection may have at all; so it
    must be one transaction, or only read.

    Raises:
        duckdb.OutOfMemoryException: that is not enough either (or a `DatabaseWriteError` of it).
    """
    limit = WRITER_MEMORY_MIB
    while True:
        try:
            return work()
        except (duckdb.OutOfMemoryException, DatabaseWriteError) as error:
            is_short = isinstance(error, duckdb.OutOfMemoryException) or isinstance(
                error.__cause__, duckdb.OutOfMemoryException
            )
            limit *= 2
            if not is_short or limit > measure_memory():
                raise
        con.execute(f"SET memory_limit = '{limit}MiB'")


def dump_json(value: object) -> str:
    """Write JSON for DuckDB, which refuses a whole statement for half a surrogate in it: those become question marks.

    >>> dump_json(["caf\\u00e9 \\ud83d"]) == '["caf\\u00e9 ?"]'
    True
    """
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()


def make_directory(path: Path) -> None:
    """Make the directory that a database is to lie in.

    Raises:
        DatabaseUnusableError: it cannot be made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = f"its folder cannot be created: {error}"
        raise DatabaseUnusableError(path, problem, "Name another with --db.") from error


def open_snapshot(path: Path) -> Connection:
    """Open a published snapshot read-only; many readers may, while a flow writes.

    Raises:
        DatabaseUnusableError: there is none at `path`, or it is no database.
    """
    if not path.exists():
        raise DatabaseUnusableError(
            path, "there is no database here yet", "`dateline ingest` creates it; --db names another."
        )
    return connect(path, read_only=True)


def close_doors(con: Connection, target: Path | None = None) -> None:
    """Let a connection reach nothing but its database: no file but `target`, no network, no extension, no way back.

    https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview says what each setting keeps out.
    """
    if target is not None:
        con.execute("SET allowed_paths = [$path]", {"path": str(target)})
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")


def connect(path: Path, *, read_only: bool, threads: int | None = None) -> Connection:
    """Open a database with the session settings of every connection of ours: UTC, bounded memory."""
    if "?" in str(path):
        problem = "DuckDB reads what follows a question mark in a path as options"
        raise DatabaseUnusableError(path, problem, "Name another with --db or DATELINE_DATA_DIR.")
    settings: dict[str, str | bool | int | float | list[str]] = {**SETTINGS, "memory_limit": f"{measure_memory()}MiB"}
    if threads is not None:
        settings["threads"] = threads
    try:
        con = duckdb.connect(str(path), read_only=read_only, config=settings)
    except duckdb.Error as error:
        raise explain_failure(path, error, read_only=read_only) from error
    con.execute("SET TimeZone = 'UTC'")
    return con


def measure_memory() -> int:
    """Say how much memory, in MiB, DuckDB may take: a quarter of the machine's, at least a gigabyte."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return max(total // MEMORY_SHARE // 2**20, 1024)


def explain_failure(path: Path, error: duckdb.Error, *, read_only: bool) -> WarehouseError:
    """Turn DuckDB's message about a file that it cannot open into advice for the user."""
    problem = str(error).splitlines()[0]
    if "Conflicting lock" in problem or "could not set lock" in problem.lower():
        holder = problem.partition("held in ")[2].partition(". See")[0] or "another process"
        return DatabaseLockedError(path, holder, 0)
    if any(os.strerror(number) in problem for number in NO_ROOM):
        return DatabaseWriteError(problem)
    if "not a valid DuckDB database" in problem:
        advice = "Name another file with --db."
        if not read_only:
            advice += " If it is a database of dateline's whose beginning is damaged, `dateline restore` replaces it."
        return DatabaseUnusableError(path, "this file is not a DuckDB database", advice)
    if DAMAGED.search(problem):
        if not read_only:
            return DatabaseDamagedError(f"{path}: {problem}")
        return DatabaseUnusableError(path, f"it is damaged: {problem}", "The next `dateline ingest` publishes it anew.")
    if "version number" in problem:
        advice = f"Use the version that wrote it; this is DuckDB {duckdb.__version__}."
        return DatabaseUnusableError(path, "this database was written by another version of DuckDB", advice)
    return DatabaseUnusableError(path, problem, "Check the path, its permissions and the free space on its disk.")


@contextmanager
def transaction(con: Connection) -> Iterator[None]:
    """Run a block in one transaction: all of it takes effect, or nothing.

    Raises:
        DatabaseWriteError: the disk is full or gone, or memory ran out.
    """
    with telling_faults():
        try:
            con.execute("BEGIN")
            yield
            con.execute("COMMIT")
        except BaseException:
            with suppress(duckdb.Error):  # after a fatal error DuckDB has rolled back, and refuses to be told so
                con.execute("ROLLBACK")
            raise


@contextmanager
def telling_faults() -> Iterator[None]:
    """Tell the faults of disk and memory from mistakes in what DuckDB was asked.

    Raises:
        DatabaseWriteError: the disk is full or gone, or memory ran out.
        DatabaseDamagedError: what was read is not what was written.
    """
    try:
        yield
    except UNWRITABLE as error:
        problem = str(error).splitlines()[0]
        raise (DatabaseDamagedError if DAMAGED.search(problem) else DatabaseWriteError)(problem) from error


def fetch_rows(con: Connection, sql: str, parameters: Mapping[str, object] | None = None) -> list[dict[str, Any]]:
    """Run a query of ours and give its rows as mappings from column to value.

    Raises:
        QueryError: the database does not have what the query needs.
    """
    try:
        result = con.execute(sql, dict(parameters or {}))
        columns = [column[0] for column in result.description or []]
        return [dict(zip(columns, row, strict=True)) for row in result.fetchall()]
    except duckdb.CatalogException as error:
        raise QueryError("this database", f"was not made by dateline, or by a newer version: {error}") from error


@cache
def list_sql(folder: str) -> Mapping[str, str]:
    """Read the SQL files of a folder of this package: name without extension -> text, in order of name."""
    files = [file for file in sql_folder(folder).iterdir() if file.name.endswith(".sql")]
    return MappingProxyType(
        {file.name.removesuffix(".sql"): read_file(file) for file in sorted(files, key=lambda file: file.name)}
    )


@cache
def read_sql(folder: str, name: str) -> str:
    """Read one SQL file of this package."""
    return read_file(sql_folder(folder) / f"{name}.sql")


def sql_folder(folder: str) -> Traversable:
    """Find a folder of SQL files, installed or in a checkout."""
    return resources.files("warehouse") / "sql" / folder


def read_file(file: Traversable) -> str:
    """Read a file of this package."""
    return file.read_text(encoding="utf-8")

"""One writer at a time: a lock file beside the writer's database.

filelock makes the same call of the system. It would take the place of `take_lock`, not of the names that the file and
the errors give, and costs every start 45 ms of the processor.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.connection import make_directory
from warehouse.errors import DatabaseLockedError, DatabaseUnusableError

POLL_SECONDS = 0.1


@contextmanager
def writer_lock(database: Path, timeout: float) -> Iterator[None]:
    """Hold the right to write to a database for the length of a block.

    The operating system frees the lock when its holder dies, however it dies; the file stays, which means nothing.

    Args:
        database: The writer's own file; the lock file lies beside it.
        timeout: Seconds to wait for another writer.

    Raises:
        DatabaseLockedError: it did not finish in time; the message names its process.
        DatabaseUnusableError: the lock file cannot be made.
    """
    file = open_lock(database)
    try:
        take_lock(file, database, timeout)
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


def open_lock(database: Path) -> int:
    """Open the lock file of a database, making it where absent."""
    make_directory(database)
    path = database.with_name(database.name + ".lock")
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise DatabaseUnusableError(database, f"cannot be locked: {error}", "Name another with --db.") from error


def take_lock(file: int, database: Path, timeout: float) -> None:
    """Take the lock on an open file, waiting a bounded time."""
    deadline = time.monotonic() + timeout
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                pid = os.pread(file, 32, 0).decode(errors="replace").strip()
                raise DatabaseLockedError(database, f"process {pid or 'unknown'}", timeout) from None
            time.sleep(POLL_SECONDS)
        else:
            return

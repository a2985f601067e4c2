"""One writer at a time: a lock file beside the writer's database."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from warehouse.errors import DatabaseLockedError

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
    """
    database.parent.mkdir(parents=True, exist_ok=True)
    path = database.with_name(database.name + ".lock")
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        take_lock(file, database, timeout)
        os.ftruncate(file, 0)
        os.pwrite(file, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(file)


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

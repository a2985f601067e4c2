"""The published snapshot, read-only and with its doors closed, opened anew when a run has replaced it.

What was made of it is kept until then: at a million quotations the way back to a page costs nothing.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from warehouse.connection import Connection, close_doors, open_snapshot

T = TypeVar("T")
KEPT = 200  # pages, of tens of kilobytes each


class Snapshot:
    """One published database. Pages are read one at a time: DuckDB uses all cores for each."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = Lock()
        self._con: Connection | None = None
        self._identity: tuple[int, int, int] | None = None
        self._made: OrderedDict[Hashable, object] = OrderedDict()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Give a connection to the snapshot as it is now.

        Raises:
            WarehouseError: there is none, or it cannot be read.
        """
        with self._lock:
            yield self._open()

    def make(self, key: Hashable, work: Callable[[Connection], T]) -> T:
        """Give what was made of the snapshot as it is now; made once for each key, the last used are kept.

        Raises:
            WarehouseError: there is no snapshot, or it cannot be read.
        """
        with self.reading() as con:
            made = cast(T, self._made.pop(key)) if key in self._made else work(con)
            self._made[key] = made
            if len(self._made) > KEPT:
                self._made.popitem(last=False)
            return made

    def close(self) -> None:
        """Close it; the next reading opens it again."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._con is not None:
            self._con.close()
        self._con = self._identity = None
        self._made.clear()

    def _open(self) -> Connection:
        identity = identify(self.path)
        if self._con is None or identity != self._identity:
            self._close()  # first: DuckDB would hand out the open database again, by its path
            self._con = open_snapshot(self.path)
            close_doors(self._con)
            self._identity = identity
        return self._con


def identify(path: Path) -> tuple[int, int, int] | None:
    """Tell one published file from another; None where there is none."""
    try:
        found = os.stat(path)  # noqa: PTH116 - a replaced file is another inode
    except OSError:
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns


@cache
def share_snapshot(path: str) -> Snapshot:
    """Give the one snapshot of a path that all sessions of this process read."""
    return Snapshot(Path(path))

"""What the flows raise. Each message says what is wrong, where, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class FlowError(Exception):
    """Base of every error of this package: something that the user has to fix."""


@dataclass(frozen=True, slots=True)
class IndexProblem:
    """One mistake in an index or in aliases.csv: its line, its column, and what would be right."""

    path: Path
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.column}: {self.message}"


class SeedIndexError(FlowError):
    """The seed index cannot be used; `problems` lists every reason."""

    def __init__(self, problems: Sequence[IndexProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class AliasFileError(SeedIndexError):
    """aliases.csv, beside the index, cannot be used; `problems` lists every reason."""


class SettingsError(FlowError):
    """A setting has a value that cannot be used."""


class WorkerStartError(FlowError):
    """Worker processes do not start."""


class ServerStartError(FlowError):
    """Prefect's temporary server does not start; `home` is the folder of its database."""

    def __init__(self, home: str, problem: str) -> None:
        super().__init__(
            f"Prefect's temporary server does not start: {problem}; its own messages are above. Its database is in "
            f"{home}: make sure that this folder is writable and has room, or name another server with PREFECT_API_URL"
        )
        self.home, self.problem = home, problem


class ServerLostError(FlowError):
    """Prefect's server, at `url`, does not answer."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(
            f"Prefect's server {url} does not answer: {problem}. Nothing is lost: see that it runs and has room, or "
            "leave PREFECT_API_URL unset, and run again"
        )
        self.url, self.problem = url, problem


class DamagedRecordError(FlowError):
    """A record of a web archive is torn, changed or misnumbered; `detail` says how, `offset` where it starts."""

    def __init__(self, offset: int, detail: str) -> None:
        super().__init__(f"the record at {offset}: {detail}")
        self.offset, self.detail = offset, detail


class ContentEncodingError(FlowError):
    """A body is not in the Content-Encoding that its header names, or ends early."""


class ReadersStoppedError(Exception):
    """The flow has stopped: raised inside a reader that still emits."""


class StorageError(FlowError):
    """A file of ours cannot be written: its disk is full or gone, or its folder is not writable."""


@contextmanager
def storing(place: Path | str) -> Iterator[None]:
    """Write to a place, and where that fails, say which place it was and what to do.

    Raises:
        StorageError: it cannot be written to.
    """
    try:
        yield
    except OSError as error:
        raise StorageError(
            f"{place}: cannot be written: {error.strerror or error}. Nothing is lost: make sure that the folder "
            "exists, is writable and has room, then run again"
        ) from error

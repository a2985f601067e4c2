"""What the flows raise. Each message says what is wrong, where, and what would help."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class FlowError(Exception):
    """Base of every error of this package: something that a person must put right."""


@dataclass(frozen=True, slots=True)
class IndexProblem:
    """One thing that is wrong with a seed index: its line, the column's name, and what would do."""

    path: Path
    line: int
    column: str
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.column}: {self.message}"


class SeedIndexError(FlowError):
    """The seed index is unusable; `problems` lists every reason at once."""

    def __init__(self, problems: Sequence[IndexProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class AliasFileError(FlowError):
    """The file of decisions is unusable; `problems` lists every reason at once."""

    def __init__(self, problems: Sequence[IndexProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


class SettingsError(FlowError):
    """A setting has no usable value."""


class WorkerStartError(FlowError):
    """The worker processes do not start."""


class ServerStartError(FlowError):
    """Prefect's temporary server does not start; `home` is the folder of its database."""

    def __init__(self, home: str, problem: str) -> None:
        super().__init__(
            f"Prefect's temporary server does not start: {problem}; what it said is above. Its database lies in "
            f"{home}: see that this folder can be written to and has room, or name a server with PREFECT_API_URL"
        )
        self.home, self.problem = home, problem


class DamagedRecordError(FlowError):
    """A record of a web archive is torn, changed or misnumbered; `detail` says how, `offset` where it starts."""

    def __init__(self, offset: int, detail: str) -> None:
        super().__init__(f"the record at {offset}: {detail}")
        self.offset, self.detail = offset, detail


class ContentEncodingError(FlowError):
    """A body is not in the Content-Encoding that its header names, or ends early."""


class HarvestStoppedError(Exception):
    """The flow does not want any more: raised inside a reader that still tells."""


class StorageError(FlowError):
    """A file of ours cannot be written: its disk is full or gone, or its folder may not be written to."""


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
            f"{place}: cannot be written: {error.strerror or error}. Nothing is lost: see that there is room, and that "
            "the folder is there and may be written to, and run again"
        ) from error

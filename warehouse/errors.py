"""What the warehouse raises: one base, and messages that say what, where and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


class WarehouseError(Exception):
    """Base of every error of this package; its text is meant for the person at the keyboard."""


class DatabaseLockedError(WarehouseError):
    """Another process writes to the database, and did not finish within the time that we may wait."""

    def __init__(self, path: Path, holder: str, waited: float) -> None:
        super().__init__(
            f"{path}: {holder} is writing to this database; waited {waited:g} s. "
            "Let it finish, or raise DATELINE_LOCK_TIMEOUT."
        )
        self.path = path
        self.holder = holder
        self.waited = waited


class DatabaseUnusableError(WarehouseError):
    """The file cannot be opened as a DuckDB database of ours."""

    def __init__(self, path: Path, problem: str, advice: str) -> None:
        super().__init__(f"{path}: {problem}. {advice}")
        self.path = path
        self.problem = problem
        self.advice = advice


class DatabaseWriteError(WarehouseError):
    """The writer's database could not be written: its disk is full or gone, or memory ran out."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"the writer's database could not be written: {problem}. Nothing is lost: make room where "
            "DATELINE_DATA_DIR lies and run again; what is staged loads then."
        )
        self.problem = problem


class MigrationError(WarehouseError):
    """A migration failed; the database is as it was before it."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"migration {name}: {problem}. The database was left as it was before this migration.")
        self.name = name
        self.problem = problem


class PartError(WarehouseError):
    """A staged part is not what its manifest says; nothing of it was loaded."""

    def __init__(self, part: Path, problem: str) -> None:
        super().__init__(f"{part}: {problem}. Nothing of this part was loaded; delete it to transform it again.")
        self.part = part
        self.problem = problem


class UnknownRunError(WarehouseError):
    """The ledger has no run of this id."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"runs: no row with run_id {run_id!r}; start_run writes it before anything else of a run")
        self.run_id = run_id


class VocabularyError(WarehouseError):
    """A state that is not in the closed list of its column."""

    def __init__(self, column: str, value: str, allowed: Iterable[str]) -> None:
        super().__init__(f"{column}: {value!r} is none of {', '.join(sorted(allowed))}")
        self.column = column
        self.value = value


class QueryError(WarehouseError):
    """A query failed; DuckDB's own words say where."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


class UnknownQueryError(WarehouseError):
    """There is no query of this name in the cookbook."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"no query named {name!r} in the cookbook; there are: {', '.join(known)}")
        self.name = name


class CheckError(WarehouseError):
    """Rows of the ledger that break a promise, by the check that found them (a few of each)."""

    def __init__(self, failures: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        lines = [f"  checks/books/{name}.sql: {rows[0]}" for name, rows in failures.items()]
        advice = (
            "The snapshot stays as it was. Put the rows named right and run again, or go back to the snapshot: move "
            "the writer's database beside it (<name>.writer.duckdb) away; the next run goes on from the snapshot."
        )
        super().__init__("\n".join(["the ledger is damaged; nothing was published", *lines, advice]))
        self.failures = failures


class PublishError(WarehouseError):
    """The snapshot could not be replaced; the old one stands."""

    def __init__(self, snapshot: Path, problem: str) -> None:
        super().__init__(
            f"{snapshot}: could not be replaced: {problem}. The old snapshot, if any, stands, and nothing is lost: see "
            "that its folder can be written to and has room, and run again."
        )
        self.snapshot = snapshot
        self.problem = problem

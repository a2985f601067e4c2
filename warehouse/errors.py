"""What the warehouse raises. Each message says what is wrong, where, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any


class WarehouseError(Exception):
    """Base of every error of this package; its text is meant for the user."""


class DatabaseLockedError(WarehouseError):
    """Another process is writing to the database and did not finish in time."""

    def __init__(self, path: Path, holder: str, waited: float) -> None:
        super().__init__(
            f"{path}: {holder} is writing to this database; waited {waited:g} s. "
            "Let it finish, or set DATELINE_LOCK_TIMEOUT higher."
        )
        self.path = path
        self.holder = holder
        self.waited = waited


class DatabaseUnusableError(WarehouseError):
    """The file cannot be opened, or is no database of dateline's."""

    def __init__(self, path: Path, problem: str, advice: str) -> None:
        super().__init__(f"{path}: {problem}. {advice}")
        self.path = path
        self.problem = problem
        self.advice = advice


class DatabaseWriteError(WarehouseError):
    """The writer's database could not be written: its disk is full or gone, or memory ran out."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"cannot write to the database: {problem}. Nothing is lost: make room in DATELINE_DATA_DIR and run again; "
            "what is already processed is loaded then."
        )
        self.problem = problem


class DatabaseDamagedError(WarehouseError):
    """What is read from a database is not what was written to it."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            f"the database is damaged: {problem}. The published database is another file: if that is whole, `dateline "
            "restore` (with the same --db) makes the next run go on from it, and keeps the damaged file"
        )
        self.problem = problem


class MigrationError(WarehouseError):
    """A migration failed; the database is as it was before."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"migration {name}: {problem}. The database is as it was before this migration.")
        self.name = name
        self.problem = problem


class PartError(WarehouseError):
    """A staged part does not agree with its manifest; nothing of it was loaded."""

    def __init__(self, part: Path, problem: str) -> None:
        super().__init__(f"{part}: {problem}. Nothing of this part was loaded; the next run reads its documents again.")
        self.part = part
        self.problem = problem


class UnknownRunError(WarehouseError):
    """The ledger has no run with this id."""

    def __init__(self, run_id: str) -> None:
        super().__init__(f"runs: no row with run_id {run_id!r}; `start_run` has to write it first")
        self.run_id = run_id


class VocabularyError(WarehouseError):
    """A state that its column does not allow."""

    def __init__(self, column: str, value: str, allowed: Iterable[str]) -> None:
        super().__init__(f"{column}: {value!r} is not one of {', '.join(sorted(allowed))}")
        self.column = column
        self.value = value


class QueryError(WarehouseError):
    """A query failed; DuckDB's message says where."""

    def __init__(self, name: str, problem: str) -> None:
        super().__init__(f"{name}: {problem}")
        self.name = name
        self.problem = problem


class UnknownQueryError(WarehouseError):
    """The cookbook has no query of this name."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"no view or cookbook query is named {name!r}; the cookbook has: {', '.join(known)}")
        self.name = name


class CheckError(WarehouseError):
    """Rows of the ledger that fail a check, by the name of the check (a few of each)."""

    def __init__(self, failures: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        lines = [f"  checks/books/{name}.sql: {rows[0]}" for name, rows in failures.items()]
        advice = (
            "The published database is as it was. Either correct these rows in the writer's database beside it "
            "(<name>.writer.duckdb) and run again, or use `dateline restore` (with the same --db): the next run then "
            "continues from the published database."
        )
        super().__init__(
            "\n".join(
                [
                    "the ledger is damaged, so nothing was published; checks that failed, each with its first row:",
                    *lines,
                    advice,
                ]
            )
        )
        self.failures = failures


class PublishError(WarehouseError):
    """The published database could not be replaced; the old one is still there."""

    def __init__(self, snapshot: Path, problem: str) -> None:
        super().__init__(
            f"{snapshot}: could not be replaced: {problem}. Nothing is lost, and the last published database, if "
            "any, is unchanged: make sure that its folder is writable and has room, then run again."
        )
        self.snapshot = snapshot
        self.problem = problem


class ExportError(WarehouseError):
    """An export could not be written; what was there before is as it was."""

    def __init__(self, place: str, problem: str) -> None:
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem

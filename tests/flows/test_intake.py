"""A batch that is lost costs its own documents, and a run goes on; what stands in every batch's way ends it."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows import tasks
from flows.errors import FlowError, StorageError, WorkerStartError
from flows.intake import Intake
from flows.paths import Places
from flows.run import Run
from flows.settings import Settings
from flows.sources.documents import FoundDocument
from warehouse import ledger, loader
from warehouse.connection import Connection, open_writer
from warehouse.migrate import migrate

NOW = datetime(2031, 3, 1, tzinfo=UTC)


class Runner:
    """Gives each batch the fate that is next in line."""

    def __init__(self, *fates: Exception | list[Path]) -> None:
        self.fates = list(fates)

    def submit(self, task: Any, parameters: dict[str, Any]) -> Future[list[Path]]:
        future: Future[list[Path]] = Future()
        fate = self.fates.pop(0)
        if isinstance(fate, Exception):
            future.set_exception(fate)
        else:
            future.set_result(fate)
        return future


class Progress:
    """Shows nothing."""

    def advance(self, documents: int) -> None:
        """Count documents as done."""


@pytest.fixture
def con(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(tasks, "load", loader.load_part)  # as the task does, without a run to belong to
    with open_writer(tmp_path / "news.writer.duckdb") as con:
        migrate(con)
        ledger.start_run(con, "r" * 32, None, started_at=NOW)
        yield con


def take(con: Connection, tmp_path: Path, *fates: Exception | list[Path]) -> None:
    settings = Settings(batch_size=1, workers=1)
    documents = [
        FoundDocument(
            f"{number:032x}", "test", f"page-{number}.html", path=f"page-{number}.html", content_sha256="0" * 64
        )
        for number in range(len(fates))
    ]
    run = Run(settings, tmp_path, Places(tmp_path / "news.duckdb"), run_id="r" * 32, started_at=NOW)
    intake = Intake(con, run, Runner(*fates), Progress())  # type: ignore[arg-type]
    intake.take(documents)
    intake.close()


def outcomes(con: Connection) -> list[Any]:
    return con.execute("SELECT location, status, reason, content_sha256 FROM documents ORDER BY location").fetchall()


def test_a_batch_that_is_lost_fails_its_own_documents(con: Connection, tmp_path: Path) -> None:
    take(
        con,
        tmp_path,
        RuntimeError("the cluster lost it"),
        [tmp_path / "no such part"],
        OSError(5, "Input/output error"),
    )
    assert outcomes(con) == [
        ("page-0.html", "failed", "batch_failed", None),
        ("page-1.html", "failed", "bad_part", None),
        ("page-2.html", "failed", "batch_failed", None),
    ]


def test_workers_of_which_none_ever_started_end_the_run(con: Connection, tmp_path: Path) -> None:
    with pytest.raises(WorkerStartError):
        take(con, tmp_path, WorkerStartError("no model of that name"))


@pytest.mark.parametrize("error", [FlowError("the run was cancelled"), StorageError("staging: cannot be written")])
def test_what_stands_in_the_way_of_every_batch_is_no_lost_batch(
    con: Connection, tmp_path: Path, error: FlowError
) -> None:
    with pytest.raises(type(error)):
        take(con, tmp_path, error)
    assert outcomes(con) == []

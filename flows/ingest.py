"""The main flow: recover, discover, fetch, transform, load, derive, publish, report. Read this first.

A document travels as a small reference; its bytes are read, transformed and written as Parquet by a worker,
and merged into the writer's database here, by the only process that writes to it. Readers have the published
snapshot and never meet the writer's lock.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from prefect import flow
from prefect.context import get_run_context
from prefect.exceptions import CancelledRun, TerminationSignal
from prefect.futures import as_completed
from rich.console import Console

from flows import tasks
from flows.identities import read_aliases
from flows.processes import end_orphans
from flows.report import RunProgress, RunReport
from flows.runners import close_pools, open_task_runner
from flows.settings import Settings, load_settings
from flows.sources.documents import FoundDocument
from flows.sources.index import Source, read_index
from flows.staging import remove_run
from flows.worker import BatchJob
from warehouse import ledger
from warehouse.connection import Connection, open_writer
from warehouse.decisions import store_decisions
from warehouse.lock import writer_lock
from warehouse.migrate import migrate
from warehouse.publish import adopt_snapshot

CANCELLATIONS = (KeyboardInterrupt, CancelledError, CancelledRun, TerminationSignal)


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything that belongs to one database lies: beside its snapshot, and named for it."""

    snapshot: Path

    @property
    def name(self) -> str:
        """What everything is named for; two snapshots that differ in their ending only do not share it."""
        return self.snapshot.stem if self.snapshot.suffix == ".duckdb" else self.snapshot.name

    @property
    def writer(self) -> Path:
        """The writer's own database."""
        return self.snapshot.with_name(f"{self.name}.writer.duckdb")

    @property
    def staging(self) -> Path:
        """Staged parts: <run>/<batch>."""
        return self.snapshot.parent / "staging" / self.name


@dataclass
class Clock:
    """Seconds that each step took, in order."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def time(self, step: str) -> Iterator[None]:
        """Time a block."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[step] = time.perf_counter() - start


@flow(name="ingest", flow_run_name="ingest {index}")
def ingest(index: Path = Path("seeds/INDEX.md"), db: Path | None = None, is_retry: bool = False) -> RunReport:
    """Take what the index lists into the database.

    Args:
        index: The seed index, a Markdown file.
        db: The published snapshot; by default news.duckdb in DATELINE_DATA_DIR.
        is_retry: Read quarantined documents again, changed or not.

    Returns:
        What the run did.

    Raises:
        SeedIndexError: the index is unusable; nothing was ingested.
        AliasFileError: the decisions beside it are; nothing was ingested.
        DatabaseLockedError: another writer did not finish in time.
        CheckError: a promise of the contract is broken; the snapshot stays as it was.
    """
    settings = load_settings()
    sources = read_index(index)
    decisions = read_aliases(index.parent)
    places = Places((db or settings.database).absolute())
    try:
        with writer_lock(places.writer, settings.lock_timeout):
            adopt_snapshot(places.snapshot, places.writer)
            with open_writer(places.writer, threads=1) as con:
                migrate(con)
                store_decisions(con, decisions)
                return run_ingest(con, settings, sources, index.parent, places, is_retry=is_retry)
    finally:
        close_pools()


def run_ingest(
    con: Connection,
    settings: Settings,
    sources: Sequence[Source],
    index_dir: Path,
    places: Places,
    *,
    is_retry: bool,
) -> RunReport:
    """Make one run, with the writer's lock held; its books are closed however it ends."""
    clock = Clock()
    run_id, started_at = uuid4().hex, datetime.now(UTC)
    end_orphans()
    with clock.time("recover"):
        recovered = tasks.recover(con, places.staging)
    ledger.start_run(con, run_id, flow_run_id(), started_at=started_at)
    try:
        with clock.time("discover"):
            found = tasks.discover(sources, index_dir)
            todo = settle_known(con, run_id, found, started_at, is_retry=is_retry)
        with clock.time("transform and load"):
            transform_and_load(con, settings, plan_batches(settings, places, run_id, started_at, todo))
        with clock.time("derive"):
            tasks.derive_tables(con)
        with clock.time("check"):
            tasks.check(con)
    except BaseException as error:
        state = "cancelled" if isinstance(error, CANCELLATIONS) else "failed"
        ledger.finish_run(con, run_id, state, datetime.now(UTC))
        raise
    ledger.finish_run(con, run_id, "completed", datetime.now(UTC))
    with clock.time("publish"):
        tasks.publish_snapshot(con, places.snapshot)
    remove_run(places.staging / run_id)
    report = RunReport(
        run_id=run_id,
        database=places.snapshot,
        recovered_parts=recovered,
        seconds=clock.seconds,
        **ledger.describe_run(con, run_id),
    )
    tasks.publish_report(report)
    return report


def flow_run_id() -> str | None:
    """Give Prefect's id of this flow run."""
    run: Any = getattr(get_run_context(), "flow_run", None)
    return None if run is None else str(run.id)


def settle_known(
    con: Connection, run_id: str, found: Sequence[FoundDocument], seen_at: datetime, *, is_retry: bool
) -> list[FoundDocument]:
    """Enter into the ledger what needs no transform: unchanged, skipped, failed; return the rest."""
    known = ledger.known_documents(con)
    todo, outcomes = [], []
    for document in found:
        before = known.get(document.document_id)
        now = (document.content_sha256, document.hints_sha256)
        is_known = before is not None and (before.content_sha256, before.hints_sha256) == now
        if is_retry and before is not None and before.status == "quarantined":
            is_known = False
        if document.state is None and not is_known:
            todo.append(document)
            continue
        outcome = ledger.DocumentOutcome(
            document_id=document.document_id,
            source_id=document.source_id,
            location=document.location,
            state=document.state or "unchanged",
            seen_at=seen_at,
            reason=document.reason,
            detail=document.detail,
            content_sha256=document.content_sha256,
        )
        outcomes.append(outcome)
    ledger.record_outcomes(con, run_id, outcomes)
    return todo


def plan_batches(
    settings: Settings, places: Places, run_id: str, seen_at: datetime, documents: Sequence[FoundDocument]
) -> list[BatchJob]:
    """Cut the documents into batches: of the size set, or smaller where workers would stay idle."""
    size = max(1, min(settings.batch_size, math.ceil(len(documents) / settings.workers)))
    return [
        BatchJob(
            run_id=run_id,
            batch=number,
            documents=tuple(documents[start : start + size]),
            part=places.staging / run_id / f"batch-{number:05d}",
            models=settings.models(),
            max_body_bytes=settings.max_body_bytes,
            document_timeout=settings.document_timeout,
            seen_at=seen_at,
        )
        for number, start in enumerate(range(0, len(documents), size), 1)
    ]


def transform_and_load(con: Connection, settings: Settings, jobs: Sequence[BatchJob]) -> None:
    """Transform batches wherever the runner has room, and load each part as it comes."""
    with RunProgress(sum(len(job.documents) for job in jobs), Console()) as progress:
        if not jobs:
            return
        with open_task_runner(settings) as runner:
            futures = {runner.submit(tasks.transform, {"job": job, "settings": settings}): job for job in jobs}
            for future in as_completed(list(futures)):
                for part in future.result():
                    tasks.load(con, part)
                progress.advance(len(futures[future].documents))

"""The main flow: recover, discover, fetch, transform, load, derive, publish, report. Read this first.

A document travels as a small reference; its bytes are read, transformed and written as Parquet by a worker,
and merged into the writer's database here, by the only process that writes to it. Readers have the published
snapshot and never meet the writer's lock.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from prefect import flow
from prefect.context import get_run_context
from prefect.exceptions import CancelledRun, TerminationSignal

from flows import tasks
from flows.aliases import read_aliases
from flows.intake import Intake
from flows.paths import Places
from flows.prefect_server import keep_report, shorten_retries
from flows.printable import SafeConsole
from flows.report import RunProgress, RunReport
from flows.run import Run
from flows.settings import load_settings
from flows.sources.documents import FoundDocument
from flows.sources.index.read import Source, read_index
from flows.sources.web.history import WebMemory, fetch_row
from flows.sources.web.listings import Event, FetchNote, ListingNote, PagesNote
from flows.sources.web.readers import Readers
from flows.workers.pool import close_pools, open_task_runner
from flows.workers.processes import end_orphans
from flows.workers.staging import remove_run
from warehouse import fetches, ledger
from warehouse.connection import Connection, open_writer, telling_faults
from warehouse.decisions import store_decisions
from warehouse.errors import DatabaseWriteError
from warehouse.lock import writer_lock
from warehouse.migrate import migrate, replace_views
from warehouse.promises import Findings
from warehouse.publish import adopt_snapshot, clear_leftovers

CANCELLATIONS = (KeyboardInterrupt, CancelledError, CancelledRun, TerminationSignal)


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

    def split(self, step: str, part: str, seconds: float) -> None:
        """Tell part of a step as a step of its own."""
        self.seconds[step] -= seconds
        self.seconds[part] = seconds


@flow(name="ingest", flow_run_name="ingest {index}")
def ingest(
    index: Path = Path("seeds/INDEX.md"), db: Path | None = None, is_retry: bool = False, is_due_only: bool = False
) -> RunReport:
    """Load what is new or changed in the sources of an index, and publish the database.

    Args:
        index: The seed index, a Markdown file.
        db: The published snapshot; by default news.duckdb in DATELINE_DATA_DIR.
        is_retry: Also read quarantined documents again, even if unchanged.
        is_due_only: Ask only for feeds, sitemaps and pages that may have changed, as a scheduled run should.

    Returns:
        What the run did.

    Raises:
        SeedIndexError: the index is unusable; nothing was ingested.
        DatabaseLockedError: another writer did not finish in time.
        StorageError, DatabaseWriteError, PublishError: a disk is full or a folder may not be written to.
        CheckError: the ledger is damaged; the published database is as it was.
    """
    return start_run(index, db, is_retry=is_retry, is_due_only=is_due_only)


def start_run(
    index: Path, db: Path | None, *, is_retry: bool = False, is_due_only: bool = False, is_again: bool = False
) -> RunReport:
    """Read settings, index and decisions, take the writer's lock, and make the run; raises as `ingest` does."""
    settings = load_settings()
    sources = read_index(index)
    aliases = read_aliases(index.parent)
    places = Places((db or settings.database).absolute())
    run = Run(settings, index.parent, places, is_retry, is_due_only, is_again)
    try:
        with telling_faults(), writer_lock(places.writer, settings.lock_timeout):
            clear_leftovers(places.snapshot, places.writer)
            adopt_snapshot(places.snapshot, places.writer)
            with open_writer(places.writer, threads=1) as con:
                findings = Findings(problems=aliases.describe())
                migrate(con)
                findings.problems += replace_views(con)
                if aliases.decisions is not None:
                    store_decisions(con, aliases.decisions)
                return run_ingest(con, run, sources, findings)
    finally:
        close_pools()


def run_ingest(con: Connection, run: Run, sources: Sequence[Source], findings: Findings) -> RunReport:
    """Make one run while holding the writer's lock; the ledger records its end however it ends."""
    clock, places = Clock(), run.places
    end_orphans()
    with clock.time("recover"):
        recovered = tasks.recover(con, places.staging, places.archive)
    ledger.start_run(con, run.run_id, flow_run_id(), started_at=run.started_at)
    try:
        with clock.time("discover"):
            found = tasks.discover(sources, run.index_dir)
            if run.is_again:
                found += tasks.find_stored(con, sources, places.archive)
        with clock.time("fetch, transform and load"):
            take_in(con, run, sources, found)
        with clock.time("check rows"):
            tasks.check_rows(con, run.run_id, findings)
        with clock.time("derive"):
            steps = tasks.derive_tables(con, findings)
        clock.split("derive", "search", steps["search"])
        with clock.time("check"):
            tasks.check(con, run.run_id, findings)
    except BaseException as error:
        state = "cancelled" if isinstance(error, CANCELLATIONS) else "failed"
        with suppress(DatabaseWriteError):  # the next run closes them, as those of a run that was killed
            ledger.finish_run(con, run.run_id, state, datetime.now(UTC))
        shorten_retries()
        raise
    ledger.finish_run(con, run.run_id, "completed", datetime.now(UTC))
    with clock.time("publish"):
        tasks.publish_snapshot(con, places.snapshot)
    remove_run(run.staging)
    if run.settings.raw_retention_days is not None:
        tasks.prune_archive(con, places.archive, run.settings.raw_retention_days, run.started_at)
    report = RunReport(
        run_id=run.run_id,
        database=places.snapshot,
        recovered_parts=recovered,
        seconds=clock.seconds,
        findings=findings.describe(),
        **describe_run(con, run.run_id, sources),
    )
    tasks.publish_report(report)
    keep_report(report)
    shorten_retries()
    return report


def describe_run(con: Connection, run_id: str, sources: Sequence[Source]) -> dict[str, Any]:
    """Describe a finished run; of the sources that need a look, only those that the index still has."""
    told, listed = ledger.describe_run(con, run_id), {source.id for source in sources}
    return told | {"flagged_sources": [row for row in told["flagged_sources"] if row["source_id"] in listed]}


def flow_run_id() -> str | None:
    """Return Prefect's id of this flow run."""
    run: Any = getattr(get_run_context(), "flow_run", None)
    return None if run is None else str(run.id)


def take_in(con: Connection, run: Run, sources: Sequence[Source], files: Sequence[FoundDocument]) -> None:
    """Process the files that were found, and what web archives and the web yield meanwhile."""
    readers = Readers()
    with RunProgress(len(files), SafeConsole()) as progress, open_task_runner(run.settings) as runner:
        intake = Intake(con, run, runner, progress)
        try:
            start_readers(con, run, sources, readers)
            intake.take(files)
            for portion in readers.portions():
                take_portion(con, run.run_id, intake, progress, portion)
            intake.close()
        except BaseException:
            close_pools()  # else the task runner would wait for the batches that are at work
            raise
        finally:
            readers.stop()


def start_readers(con: Connection, run: Run, sources: Sequence[Source], readers: Readers) -> None:
    """Start the readers of web archives and of the web, where the index has such sources."""
    archives = [source for source in sources if source.kind == "warc" and (run.is_again or not source.is_on_web)]
    if archives:
        readers.start("archives", tasks.read_archives, archives, run)
    web = [source for source in sources if source.is_on_web]
    if web and not run.is_again:
        readers.start("web", tasks.read_web, web, run, WebMemory(con, run.places.archive))


def take_portion(con: Connection, run_id: str, intake: Intake, progress: RunProgress, portion: Sequence[Event]) -> None:
    """Process what the readers have just emitted; if it is nothing, let no worker wait for a full batch."""
    noted = [fetch_row(run_id, event.source_id, event.fetched) for event in portion if isinstance(event, FetchNote)]
    if noted:
        fetches.record_fetches(con, noted)
    listings = [event.row | {"run_id": run_id} for event in portion if isinstance(event, ListingNote)]
    if listings:
        fetches.record_listings(con, listings)
    progress.expect(sum(event.count for event in portion if isinstance(event, PagesNote)))
    documents = [event for event in portion if isinstance(event, FoundDocument)]
    if documents:
        intake.take(documents)
    elif intake.is_idle:
        intake.flush()
    intake.load_finished()

"""The steps of a run as Prefect tasks: with names for people, and retries only where another try can help.

Only a batch is retried whose workers did not start or whose disk gave an error. All else is either refused for good,
and then it is data, or fails in the same way every time.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import get_run_logger, task
from prefect.cache_policies import NO_CACHE

from flows import report
from flows.errors import WorkerStartError
from flows.prefect_server import tell_server
from flows.run import Run
from flows.settings import Settings
from flows.sources.documents import FoundDocument, restore_document
from flows.sources.files import discover_files
from flows.sources.index.read import Source
from flows.sources.web import web_run
from flows.sources.web.history import WebMemory
from flows.sources.web.readers import Readers, run_until_stopped
from flows.sources.web.web_run import find_archive_pages, read_sources, recover_archive
from flows.workers import pool
from flows.workers.staging import find_parts, remove_part, remove_run
from flows.workers.worker import BatchJob
from warehouse import derive, fetches, ledger, loader, promises, publish
from warehouse.connection import Connection
from warehouse.errors import PartError


async def is_curable(task: Any, task_run: Any, state: Any) -> bool:
    """Whether another try may help."""
    error = await state.aresult(raise_on_failure=False)
    return isinstance(error, OSError | WorkerStartError)


@task(name="recover", task_run_name="recover", cache_policy=NO_CACHE)
def recover(con: Connection, staging: Path, archive: Path) -> int:
    """Finish what a killed run left: load its staged parts, close it in the ledger, record what it had fetched.

    A run that failed or was cancelled closed itself, but may have fetched what it had no time to record. A part that
    cannot be loaded (damaged, or of another version) is dropped: its documents are not in the ledger, so that this run
    meets them again.

    Returns:
        The number of parts.
    """
    loaded = 0
    for part in find_parts(staging):
        try:
            loader.load_part(con, part)
            loaded += 1
        except PartError as error:
            get_run_logger().warning("dropped: %s", error)
            remove_part(part)  # at once: should it end this run in another way, it must not end the next
    ledger.recover(con)
    recover_archive(con, archive, ledger.list_unfinished(con))
    web_run.forget_unpacked(archive)
    for run in staging.glob("*"):
        remove_run(run)
    return loaded


@task(name="discover", task_run_name="discover", cache_policy=NO_CACHE)
def discover(sources: Iterable[Source], index_dir: Path) -> list[FoundDocument]:
    """List the files of the sources."""
    return list(discover_files(sources, index_dir))


@task(name="find stored", task_run_name="find stored", cache_policy=NO_CACHE)
def find_stored(con: Connection, sources: Iterable[Source], archive: Path) -> list[FoundDocument]:
    """List the documents of sources on the web whose bytes the raw archive still holds."""
    by_id = {source.id: source for source in sources if source.is_on_web}
    rows = [row for row in fetches.stored_documents(con) if row["source_id"] in by_id]
    found = [restore_document(row, by_id[row["source_id"]], archive) for row in rows]
    return [document for document in found if Path(document.path).exists()]  # retention may have let files go


@task(name="read archives", task_run_name="read archives", cache_policy=NO_CACHE)
def read_archives(readers: Readers, sources: Sequence[Source], run: Run) -> None:
    """Emit the pages of web archives on disk as documents."""
    for source in sources:
        for found in find_archive_pages(source, run):
            readers.emit(found)


@task(name="read the web", task_run_name="read the web", cache_policy=NO_CACHE)
def read_web(readers: Readers, sources: Sequence[Source], run: Run, memory: WebMemory) -> None:
    """Emit what sources on the web list, and each page that is new or has changed."""
    asyncio.run(run_until_stopped(readers, read_sources(readers, sources, run, memory)))


@task(
    name="transform",
    task_run_name="transform {job.part.name}",
    cache_policy=NO_CACHE,
    retries=2,
    retry_delay_seconds=1,
    retry_condition_fn=is_curable,
)
def transform(job: BatchJob, settings: Settings) -> list[Path]:
    """Transform a batch on the chosen runner; returns the staged parts, one unless the batch had to be split."""
    return pool.run_supervised(job, settings)


@task(name="load", task_run_name="load {part.name}", cache_policy=NO_CACHE)
def load(con: Connection, part: Path) -> None:
    """Merge a staged part into the writer's database."""
    loader.load_part(con, part)


@task(name="derive", task_run_name="derive", cache_policy=NO_CACHE)
def derive_tables(con: Connection, findings: promises.Findings) -> dict[str, float]:
    """Update what is derived from all articles together; returns the seconds that each step took."""
    derivation = derive.run(con)
    findings.problems += derivation.problems
    return derivation.seconds


@task(name="check rows", task_run_name="check rows", cache_policy=NO_CACHE)
def check_rows(con: Connection, run_id: str, findings: promises.Findings) -> None:
    """Refuse the articles that fail a check, before anything is derived from them."""
    promises.refuse_broken(con, run_id, findings, is_full=promises.is_full_check_due(con, run_id))


@task(name="check", task_run_name="check", cache_policy=NO_CACHE)
def check(con: Connection, run_id: str, findings: promises.Findings) -> None:
    """Repair derived tables that fail a check; a ledger that fails one ends the run before it publishes."""
    promises.mend_derived(con, run_id, findings)
    promises.check_books(con)
    for problem in findings.describe():
        get_run_logger().warning(problem)


@task(name="publish", task_run_name="publish {snapshot.name}", cache_policy=NO_CACHE)
def publish_snapshot(con: Connection, snapshot: Path) -> None:
    """Put a finished copy of the writer's database in the snapshot's place."""
    publish.publish(con, snapshot)


@task(name="prune archive", task_run_name="prune archive", cache_policy=NO_CACHE)
def prune_archive(con: Connection, archive: Path, days: int, now: datetime) -> None:
    """Delete raw files that are older than the setting allows."""
    for path in web_run.prune_archive(con, archive, days, now):
        get_run_logger().info("deleted: %s", path)


@task(name="report", task_run_name="report", cache_policy=NO_CACHE)
def publish_report(run: report.RunReport) -> None:
    """Create the run's artifacts, and log what became of its documents."""
    get_run_logger().info(report.describe_states(run.counts))
    tell_server(lambda: report.publish_artifacts(run))

"""`dateline ingest` and `dateline reprocess`: the commands that run a flow."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import TYPE_CHECKING, Annotated

import typer

from flows.cli.ending import EXIT_FAILED, end_with, warn
from flows.cli.options import DEFAULT_INDEX, Database, Index
from flows.cli.prefect_setup import prepare_prefect
from flows.errors import storing
from flows.prefect_server import describe_failures, run_despite_server
from flows.printable import SafeConsole
from flows.settings import Settings, load_settings
from flows.workers.processes import end_on_signals, exit_status, start_server, wait_for_server

if TYPE_CHECKING:
    from flows.report import RunReport

NEEDED_TEMPORARY_BYTES = 70_000_000  # of py3langid's model


def ingest(
    index: Index = DEFAULT_INDEX,
    db: Database = None,
    is_retry: Annotated[
        bool, typer.Option("--retry", help="Also read quarantined documents again, even if unchanged.")
    ] = False,
    is_due_only: Annotated[
        bool, typer.Option("--due", help="Ask only for feeds and pages that may have changed, as a scheduled run does.")
    ] = False,
) -> None:
    """Read the sources of a seed index, load what is new or changed, and publish the database.

    Run it as often as you like: an unchanged file costs one checksum, an unchanged page one conditional request. A run
    first finishes whatever an interrupted run left behind.

    Examples:

        dateline ingest
        dateline ingest mine/INDEX.md --db mine/news.duckdb
        dateline ingest --due        # for cron: asks no feed more often than it changes
        dateline ingest --retry      # after a fix or an upgrade: also reads what is in quarantine
        DATELINE_WORKERS=4 dateline ingest

    Exit status: 0 if every document is accounted for; 1 if another try may help (a document failed, another writer did
    not finish in time, the disk is full); 2 if the index, a setting or the database cannot be used; 130 after Ctrl-C
    (128 plus the number of any other signal).
    """
    from flows.sources.files import is_touched_since
    from flows.sources.index.read import read_index

    settings = load_settings()
    sources = read_index(index)  # a malformed index is reported before anything starts
    is_work_likely = is_retry or is_touched_since(sources, index, db or settings.database)

    def start() -> RunReport:
        from flows.ingest import ingest as flow

        wait_for_server()
        return flow(index=index, db=db, is_retry=is_retry, is_due_only=is_due_only)

    run_flow(settings, index, start, is_work_likely=is_work_likely)


def reprocess(index: Index = DEFAULT_INDEX, db: Database = None) -> None:
    """Process everything again without the network: files from disk, web pages from the raw archive.

    For use after an upgrade, or to try another language model.

    Examples:

        dateline reprocess
        DATELINE_SPACY_MODEL=en_core_web_lg dateline reprocess mine/INDEX.md --db mine/news.duckdb
    """
    from flows.sources.index.read import read_index

    settings = load_settings()
    read_index(index)

    def start() -> RunReport:
        from flows.reprocess import reprocess as flow

        wait_for_server()
        return flow(index=index, db=db)

    run_flow(settings, index, start, is_work_likely=True)


def run_flow(settings: Settings, index: Path, start: Callable[[], RunReport], *, is_work_likely: bool) -> None:
    """Run a flow, starting its workers meanwhile; print its report and end with the exit status that fits."""
    end_on_signals(settings.end_timeout)
    try:
        prepare_prefect(settings)
        see_temporary_room()
        start_server()
        from flows.workers.pool import close_pools, warm_pool

        try:
            if is_work_likely:
                warm_pool(settings)
            report = run_despite_server(start)
        finally:
            close_pools()
    except KeyboardInterrupt:
        end_with("interrupted; nothing is lost: the next run continues from here", exit_status())
    from flows.report import print_report

    console = SafeConsole()
    print_report(report, console, is_default=report.database == settings.database.absolute())
    if failures := describe_failures():
        warn(failures)
    console.print(str(report.database), soft_wrap=True, highlight=False, markup=False)
    if report.counts["failed"]:
        raise typer.Exit(EXIT_FAILED)


def see_temporary_room() -> None:
    """See that what a worker unpacks for itself has room, so that the user is told in a sentence where it has not."""
    with storing("the folder of temporary files (TMPDIR)"), TemporaryFile() as probe:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(probe.fileno(), 0, NEEDED_TEMPORARY_BYTES)

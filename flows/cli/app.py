"""The command line, `dateline`. The help of each command shows examples.

What is heavy (Prefect, the transforms) is imported by the command that needs it, so that the others answer at once.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import re
import sys
import traceback
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile, TemporaryFile
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.table import Table

from flows.cli.web import archive_app, count_things, sources_app
from flows.errors import FlowError, ServerLostError, ServerStartError, StorageError, WorkerStartError, storing
from flows.printable import SafeConsole, make_cells, printable, say
from flows.settings import Settings, load_settings
from flows.telling import describe_unheard, hand_in, run_unheard
from flows.workers.processes import (
    end_on_signals,
    end_servers,
    exit_status,
    mark_children,
    start_server,
    wait_for_server,
)
from warehouse.errors import DatabaseLockedError, DatabaseWriteError, PublishError, WarehouseError

if TYPE_CHECKING:
    from flows.report import RunReport

CURABLE = (
    WorkerStartError,
    ServerStartError,
    ServerLostError,
    StorageError,
    DatabaseLockedError,
    DatabaseWriteError,
    PublishError,
)  # by another try
DATABASE_SETTINGS = ("PREFECT_SERVER_DATABASE_CONNECTION_URL", "PREFECT_API_DATABASE_CONNECTION_URL")
NEEDED_TEMPORARY_BYTES = 70_000_000  # of py3langid's model
NEEDED_BYTES = 1_000_000  # of room for Prefect's database
EXIT_FAILED, EXIT_UNUSABLE = 1, 2
HELP = {"help_option_names": ["-h", "--help"]}

app = typer.Typer(
    no_args_is_help=True,
    context_settings=HELP,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="A news warehouse: articles, entities and quotations as rows in DuckDB, each with its place in the text.",
)
quarantine_app = typer.Typer(no_args_is_help=True, context_settings=HELP, help="Show what was refused, and why.")
index_app = typer.Typer(no_args_is_help=True, context_settings=HELP, help="Check a seed index.")
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(index_app, name="index")
app.add_typer(sources_app, name="sources")
app.add_typer(archive_app, name="archive")
entities_app = typer.Typer(
    no_args_is_help=True, context_settings=HELP, help="Show which names were merged into one entity, and why."
)
app.add_typer(entities_app, name="entities")

Database = Annotated[Path | None, typer.Option("--db", help="Database; news.duckdb in DATELINE_DATA_DIR if not given.")]
Index = Annotated[Path, typer.Argument(help="Seed index, a Markdown file.")]
DEFAULT_INDEX = Path("seeds/INDEX.md")


def main() -> None:
    """Run the command line; an error that the user can fix ends it without a traceback."""
    sys.excepthook = print_traceback
    try:
        run_commands()
    except SystemExit as end:
        if not hand_in():  # to a server that does not take it; Prefect would try on and on
            end_servers()
            sys.stdout.flush()
            os._exit(end.code if isinstance(end.code, int) else EXIT_FAILED)
        raise


def run_commands() -> None:
    """Run the command line, with the errors that a person can put right as messages."""
    try:
        app()
    except CURABLE as error:
        end_with(str(error), EXIT_FAILED)
    except (FlowError, WarehouseError) as error:
        end_with(str(error), EXIT_UNUSABLE)
    except OSError as error:
        end_with(": ".join(filter(None, (error.filename, error.strerror or str(error)))), EXIT_FAILED)


def print_traceback(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Print the traceback of a defect, which may quote what a stranger wrote."""
    text = "".join(traceback.format_exception(kind, error, trace))
    print(printable(text, keep_lines=True), file=sys.stderr, end="")


def end_with(message: str, status: int) -> NoReturn:
    """Say what went wrong on standard error and end."""
    warn(message)
    sys.exit(status)


def warn(message: str) -> None:
    """Say what went wrong on standard error."""
    SafeConsole(stderr=True, soft_wrap=True).print(f"dateline: {message}", style="red", markup=False, highlight=False)


def show_version(is_wanted: bool) -> None:
    """Print the version and end."""
    if is_wanted:
        typer.echo(f"dateline {version('dateline')}")
        raise typer.Exit


@app.callback()
def root(
    is_version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Take the options before any command."""


@app.command()
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


@app.command()
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


@app.command()
def restore(db: Database = None) -> None:
    """Go back to the published database if the writer's own, beside it, is damaged. The damaged file is kept.

    What was loaded after the last publication is loaded again by the next `dateline ingest`.

    Examples:

        dateline restore
        dateline restore --db mine/news.duckdb
    """
    from flows.paths import Places
    from warehouse.lock import writer_lock
    from warehouse.publish import restore as restore_writer

    places = Places(find_database(db).absolute())
    with writer_lock(places.writer, load_settings().lock_timeout):
        kept = restore_writer(places.snapshot, places.writer)
    say(f"{places.writer}: as {places.snapshot.name} was published; the next `dateline ingest` goes on from there")
    if kept:
        say(f"{kept}: what was there before; delete it when you need it no longer")


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
            report = run_unheard(start)
        finally:
            close_pools()
    except KeyboardInterrupt:
        end_with("interrupted; nothing is lost: the next run continues from here", exit_status())
    from flows.report import print_report

    console = SafeConsole()
    print_report(report, console, is_default=report.database == settings.database.absolute())
    if unheard := describe_unheard():
        warn(unheard)
    console.print(str(report.database), soft_wrap=True, highlight=False, markup=False)
    if report.counts["failed"]:
        raise typer.Exit(EXIT_FAILED)


def prepare_prefect(settings: Settings) -> None:
    """Set what Prefect reads at import: its home in our data folder, a quiet console, no telemetry."""
    defaults = {
        "PREFECT_HOME": str((settings.data_dir / "prefect").absolute()),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # the UI has the log; the console has our report
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",  # and says itself what the UI does not have
        "PREFECT_API_REQUEST_TIMEOUT": "20",  # a server that hangs holds a run up no longer than a few of these
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
        "DO_NOT_TRACK": "1",
    }
    mark_children()
    atexit.register(end_servers)  # before Prefect registers what still talks to the server, and so after it
    for name, value in defaults.items():
        os.environ.setdefault(name, value)
    home = Path(os.environ["PREFECT_HOME"])
    with storing(home):  # told now, in a sentence, and not by a server that dies of it
        home.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=home) as probe:
            probe.write(bytes(NEEDED_BYTES))
            probe.flush()
    address_database(home)
    for name in ("NO_PROXY", "no_proxy"):  # the server is on this machine, whatever proxy leads out of it
        os.environ[name] = ",".join(filter(None, (os.environ.get(name), "127.0.0.1", "localhost")))
    logging.raiseExceptions = False  # else each log that the server does not take is told on the terminal
    warnings.simplefilter("ignore")
    logging.captureWarnings(True)


def see_temporary_room() -> None:
    """See that what a worker unpacks for itself has room, so that the user is told in a sentence where it has not."""
    with storing("the folder of temporary files (TMPDIR)"), TemporaryFile() as probe:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(probe.fileno(), 0, NEEDED_TEMPORARY_BYTES)


def address_database(home: Path) -> None:
    """Set the address of Prefect's database where its folder's name has characters that must be escaped in one."""
    if re.fullmatch(r"[\w./ -]*", str(home)) or any(name in os.environ for name in DATABASE_SETTINGS):
        return
    from sqlalchemy import URL

    database = URL.create("sqlite+aiosqlite", database=str(home / "prefect.db"))
    os.environ[DATABASE_SETTINGS[0]] = database.render_as_string(hide_password=False)


@app.command()
def status(db: Database = None, runs: Annotated[int, typer.Option(min=1, help="Number of runs to show.")] = 5) -> None:
    """Show the last runs, what is in quarantine, and the size of the database.

    Examples:

        dateline status
        dateline status --runs 20 --db mine/news.duckdb
    """
    from flows.status import print_status

    print_status(find_database(db), runs, SafeConsole())


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="SQL, a .sql file, or the name of a view or cookbook query.")],
    db: Database = None,
    output: Annotated[
        str | None,
        typer.Option(
            "--format", "-f", help="table, record, csv, json or parquet; if not given, as FILE's name ends, else table."
        ),
    ] = None,
    to: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write to this file.")] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", "-n", min=0, help="Rows to show, 0 for all; on a terminal 50 if not given.")
    ] = None,
    is_wide: Annotated[bool, typer.Option("--wide", "-w", help="Show every column in full.")] = False,
    param: Annotated[
        list[str] | None, typer.Option("--param", "-p", help="name=value: sets $name in the query.")
    ] = None,
    is_unsafe: Annotated[
        bool,
        typer.Option("--unsafe", help="Let the query use files, network and extensions; keep CSV texts unchanged."),
    ] = False,
) -> None:
    """Query the database, with SQL or by the name of a view or cookbook query.

    Examples:

        dateline sql "SELECT speaker_name, text FROM quotes LIMIT 5"
        dateline sql who_said_what
        dateline sql said_by --param "speaker=Maren Solvik"
        dateline sql who_said_what -o quotes.parquet
        dateline sql who_said_what --format record --limit 3   # every column, one below the other
        dateline sql cookbook

    On a terminal the table is fitted to the width: columns that do not fit are left out and named below the table.
    A query can only read the database, unless you give `--unsafe`, for example to join your own files. In CSV, texts
    that a spreadsheet would run as formulas get an apostrophe in front; JSON, Parquet and `--unsafe` keep them as is.
    Piped output is never cut. `dateline sql cookbook` lists the views and the queries that come with dateline.
    """
    from flows.cli.query import Look, answer_query

    answer_query(find_database(db), query, Look(output, to, limit, is_wide, is_unsafe), param or [])


@app.command()
def explain(
    quote_id: Annotated[str, typer.Argument(help="quote_id, or its first digits.")], db: Database = None
) -> None:
    """Show a quotation in its paragraph, with source, cue and content marked, and how its speaker was found.

    Examples:

        dateline sql "SELECT quote_id, speaker_name, text FROM quotes LIMIT 5"
        dateline explain 3f9a
    """
    from flows.cli.explain import print_explanation

    print_explanation(find_database(db), quote_id, SafeConsole())


@quarantine_app.command("list")
def quarantine_list(
    db: Database = None,
    reason: Annotated[str | None, typer.Option(help="Only this reason, or name of a check.")] = None,
) -> None:
    """List what is in quarantine, newest first: what was refused and has not been loaded since.

    Examples:

        dateline quarantine list
        dateline quarantine list --reason section_front
    """
    from flows.status import print_quarantine

    print_quarantine(find_database(db), reason, SafeConsole())


@quarantine_app.command("show")
def quarantine_show(
    reject_id: Annotated[str, typer.Argument(help="id as `quarantine list` shows it.")],
    db: Database = None,
) -> None:
    """Show one refused document or row in full, as JSON.

    Example:

        dateline quarantine show 3f9a
    """
    from flows.status import print_reject

    print_reject(find_database(db), reject_id)


@index_app.command("check")
def index_check(index: Index = DEFAULT_INDEX) -> None:
    """Check a seed index, and aliases.csv beside it, and list every error with its line and column.

    An index is a Markdown file. Every table with the columns `id` and `location` is read:

        | id     | location          | publisher   | published  |
        |--------|-------------------|-------------|------------|
        | harbor | pages/harbor.html | The Gazette | 2026-01-31 |

    Examples:

        dateline index check
        dateline index check mine/INDEX.md
    """
    from flows.aliases import check_aliases
    from flows.sources.files import discover_files
    from flows.sources.index.read import read_index

    sources = read_index(index)
    decisions = check_aliases(index.parent)
    found = list(discover_files(sources, index.parent))
    for document in found:
        if document.state is not None:
            say(printable(f"{document.state}: {document.source_id}: {document.detail}"))
    readable = sum(document.state is None for document in found)
    decided = [count_things(len(decisions), "decision")] if decisions else []
    counts = [count_things(len(sources), "source"), count_things(readable, "file"), *decided]
    say(f"{index}: {', '.join(counts)}, no errors")


@entities_app.command("audit")
def entities_audit(
    db: Database = None,
    limit: Annotated[int, typer.Option(min=1, help="Number of entities to list.")] = 50,
    label: Annotated[str | None, typer.Option(help="Only this type, such as PERSON.")] = None,
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON, with the keys that were merged.")] = False,
) -> None:
    """List the entities that several names were merged into, largest first, with the evidence.

    To correct a mistake, write a line with `same`, `different`, `rename`, `type` or `wikidata` in aliases.csv beside
    the index. The next run applies it; if you remove the line, the run after that undoes it.

    Examples:

        dateline entities audit
        dateline entities audit --label PERSON --limit 200
        dateline entities audit --json > merges.json
    """
    from flows.aliases import print_audit

    print_audit(find_database(db), SafeConsole(), limit=limit, label=label, is_json=is_json)


@app.command("settings")
def show_settings(
    is_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Show every setting: its environment variable, its current value and its meaning.

    Examples:

        dateline settings
        DATELINE_WORKERS=2 dateline settings --json
    """
    settings = load_settings()
    rows = [
        (f"DATELINE_{name.upper()}", render_value(getattr(settings, name)), field.description or "")
        for name, field in Settings.model_fields.items()
    ]
    if is_json:
        typer.echo(json.dumps({name: value for name, value, _ in rows}, indent=1))  # all but ASCII is escaped
        return
    table = Table("variable", "value", "meaning", show_edge=False)
    for row in rows:
        table.add_row(*make_cells(row))
    SafeConsole().print(table)


def render_value(value: object) -> str:
    """Write a setting's value as its variable would hold it; empty for none."""
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(value) if isinstance(value, tuple) else "" if value is None else str(value)


@app.command()
def ui(
    index: Index = DEFAULT_INDEX,
    port: Annotated[int, typer.Option(help="Port of the Prefect server.")] = 4200,
    cron: Annotated[str, typer.Option(help="When runs are due, as a cron expression in UTC.")] = "7 * * * *",
) -> None:
    """Start the Prefect UI and run the deployment `ingest` when it is due or asked for. Ctrl-C ends all of it.

    Examples:

        dateline ui
        dateline ui --port 4300
        dateline ui --cron "30 5 * * *"
    """
    settings = load_settings()
    prepare_prefect(settings)
    from flows.cli.ui import serve_ui

    serve_ui(port, index, cron)


def find_database(db: Path | None) -> Path:
    """Find the database that a command is about."""
    return db or load_settings().database

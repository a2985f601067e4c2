"""The command line, `dateline`: the list of its commands. Each stands in the module of its name, with its help.

What is heavy (Prefect, DuckDB, the transforms) is imported by the function that needs it, so that the others answer at
once.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer

from flows.cli.archive import archive_app
from flows.cli.diff import show_differences
from flows.cli.ending import run_to_end
from flows.cli.entities import entities_app
from flows.cli.explain import explain_quotation
from flows.cli.export import export_warehouse
from flows.cli.index import index_app
from flows.cli.ingest import ingest, reprocess
from flows.cli.options import HELP
from flows.cli.restore import restore
from flows.cli.search import search_words
from flows.cli.settings import show_settings
from flows.cli.show_app import show_app
from flows.cli.sources import sources_app
from flows.cli.sql import sql
from flows.cli.status import quarantine_app, status
from flows.cli.ui import ui
from flows.cli.verify import verify_quotation

app = typer.Typer(
    no_args_is_help=True,
    context_settings=HELP,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="A news warehouse: articles, entities and quotations as rows in DuckDB, each with its place in the text.",
)
app.command()(ingest)
app.command()(reprocess)
app.command()(restore)
app.command()(status)
app.command()(sql)
app.command("search")(search_words)
app.command("verify")(verify_quotation)
app.command("diff")(show_differences)
app.command("explain")(explain_quotation)
app.command("export")(export_warehouse)
app.command("settings")(show_settings)
app.command()(ui)
app.command("app")(show_app)
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(index_app, name="index")
app.add_typer(sources_app, name="sources")
app.add_typer(archive_app, name="archive")
app.add_typer(entities_app, name="entities")


def main() -> None:
    """Run the command line."""
    run_to_end(app)


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

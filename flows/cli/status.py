"""`dateline status` and `dateline quarantine`: what the ledger says; `flows.status` reads and prints it."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli.options import Database, find_database, make_group
from flows.printable import SafeConsole

quarantine_app = make_group("Show what was refused, and why.")


def status(db: Database = None, runs: Annotated[int, typer.Option(min=1, help="Number of runs to show.")] = 5) -> None:
    """Show the last runs, what is in quarantine, and the size of the database.

    Examples:

        dateline status
        dateline status --runs 20 --db mine/news.duckdb
    """
    from flows.status import print_status

    print_status(find_database(db), runs, SafeConsole())


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

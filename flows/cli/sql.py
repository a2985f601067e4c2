"""`dateline sql`: its options; `query` answers it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli.options import Database, find_database


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

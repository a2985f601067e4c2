"""`dateline sql`: runs a query, a file, a view or a cookbook query, and shows the result in several formats."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TextIO

from flows.cli.display import show_result
from flows.errors import FlowError
from flows.printable import escape_json, printable
from warehouse.connection import close_doors, list_sql, open_snapshot
from warehouse.exports.results import WRITERS, write_exact_csv, write_parquet
from warehouse.queries import Result, list_queries, read_query, run_query

NAME = re.compile(r"[a-z][a-z0-9_]*")
FORMS = ("table", "record", "csv", "json", "parquet")
ENDINGS = {".csv": "csv", ".json": "json", ".parquet": "parquet"}


@dataclass(frozen=True, slots=True)
class Look:
    """How to show a result: its format, where it goes, how many rows, and whether every column is shown in full.

    `is_unsafe`: the query may read and write files, and CSV has texts as they are.
    """

    form: str | None = None
    to: Path | None = None
    limit: int | None = None
    is_wide: bool = False
    is_unsafe: bool = False

    @property
    def form_meant(self) -> str:
        """The format asked for, else that of the file's ending, else a table."""
        return self.form or ENDINGS.get(self.to.suffix if self.to else "", "table")


def answer_query(database: Path, query: str, look: Look, params: Sequence[str] = ()) -> None:
    """Run a query and write its result to standard output or to a file.

    Raises:
        FlowError: the format is unknown or cannot go where it should, or a parameter is not name=value.
        WarehouseError: there is no database, no such query, or DuckDB refuses it.
    """
    form = look.form_meant
    if form not in FORMS:
        raise FlowError(f"--format {form}: use {', '.join(FORMS[:-1])} or {FORMS[-1]}")
    if query == "cookbook":
        write(list_cookbook(), look)
        return
    sql, defaults = find_sql(query)
    parameters = defaults | dict(parse_parameter(text) for text in params)
    with open_snapshot(database) as con:
        if not look.is_unsafe:
            close_doors(con, look.to.absolute() if look.to else None)
        if form != "parquet":
            write(run_query(con, sql, parameters), look)
        elif look.to is None:
            raise FlowError("--format parquet: name a file with --output FILE")
        elif look.limit:
            raise FlowError("--limit: a Parquet file gets every row; put LIMIT into the query instead")
        else:
            write_parquet(con, sql, parameters, look.to.absolute())


def write(result: Result, look: Look) -> None:
    """Write a result to a file or to standard output."""
    if look.form_meant == "parquet":
        raise FlowError("--format parquet: the cookbook is listed as table, record, csv or json only")
    if look.to is None:
        write_to(sys.stdout, result, look)
        return
    with look.to.open("w", encoding="utf-8", newline="") as file:
        write_to(file, result, look)


def write_to(target: TextIO, result: Result, look: Look) -> None:
    """Write a result in its format: as it is for programs, and without control characters for a terminal."""
    if look.form_meant in WRITERS:
        writer = write_exact_csv if look.is_unsafe and look.form_meant == "csv" else WRITERS[look.form_meant]
        shown = Result(result.columns, result.rows[: look.limit or None])
        if not target.isatty():
            writer(shown, target)
            return
        writer(shown, buffer := io.StringIO())
        clean = escape_json if look.form_meant == "json" else partial(printable, keep_lines=True)
        target.write(clean(buffer.getvalue()))
    else:
        show_result(result, look.form_meant, target, limit=look.limit, is_wide=look.is_wide)


def list_cookbook() -> Result:
    """List the cookbook queries by group, with their parameters, and the views."""
    questions = [
        (
            entry.name,
            entry.group,
            entry.question,
            ", ".join(f"{p.name}={json.dumps(p.default)}" for p in entry.parameters),
        )
        for entry in list_queries()
    ]
    views = [(name, "views", describe_view(text), "") for name, text in list_sql("views").items()]
    return Result(("name", "group", "question", "parameters"), [*questions, *views])


def describe_view(text: str) -> str:
    """Find what the file of a view says about its rows.

    >>> describe_view("-- grain: one row for each quote\\n-- key: quote_id\\nSELECT 1")
    'one row for each quote'
    """
    grain = re.search(r"^-- grain: (.+)$", text, re.MULTILINE)
    return grain[1] if grain else ""


def find_sql(query: str) -> tuple[str, dict[str, Any]]:
    """Find the SQL behind a query as typed, with the defaults of its parameters."""
    if query in list_sql("views"):
        return f'SELECT * FROM "{query}"', {}
    if NAME.fullmatch(query):
        entry = read_query(query)
        return entry.sql, entry.defaults
    if query.endswith(".sql"):
        try:
            return Path(query).read_text(encoding="utf-8"), {}
        except OSError as error:
            raise FlowError(
                f"{query}: {error.strerror}; name an existing file, or put the query in quotation marks"
            ) from error
        except UnicodeDecodeError as error:
            raise FlowError(f"{query}: is not UTF-8; save it as UTF-8") from error
    return query, {}


def parse_parameter(text: str) -> tuple[str, Any]:
    """Read name=value; a value in JSON (a number, null, true) is read as such, anything else as text.

    >>> parse_parameter("days=7"), parse_parameter("speaker=Maren Solvik"), parse_parameter("to=a=b")
    (('days', 7), ('speaker', 'Maren Solvik'), ('to', 'a=b'))
    """
    name, sign, value = text.partition("=")
    if not sign or not NAME.fullmatch(name):
        raise FlowError(f"--param {text!r}: write name=value, such as days=7")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value

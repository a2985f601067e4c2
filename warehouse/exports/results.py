"""What a query answered, for programs: CSV, JSON, Parquet. `flows.cli.display` shows it to people."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

import duckdb

from warehouse.connection import Connection
from warehouse.errors import QueryError
from warehouse.queries import Result

FORMULA = re.compile(r"[\s'\"]*[=+\-@|%＝＋－＠]")  # what a spreadsheet may run, wherever it trims the cell
ROWS_AT_ONCE = 5_000
NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?%?")


def write_csv(result: Result, target: TextIO) -> None:
    """Write CSV with a header; null is an empty field, a list or struct is JSON.

    A text that a spreadsheet would take for a formula has an apostrophe before it, as OWASP advises
    (https://owasp.org/www-community/attacks/CSV_Injection): pages choose their titles. JSON and Parquet keep it.
    """
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow([disarm_cell(name) for name in result.columns])
    writer.writerows([disarm_cell(value) for value in row] for row in result.rows)


def write_exact_csv(result: Result, target: TextIO) -> None:
    """Write CSV with every text as it is."""
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(result.columns)
    writer.writerows([render_cell(value) for value in row] for row in result.rows)


def disarm_cell(value: Any) -> str:
    """Write a value in one cell of a table that a spreadsheet may open.

    >>> disarm_cell("=HYPERLINK(1)"), disarm_cell("-12.5"), disarm_cell("- he said"), disarm_cell(-3)
    ("'=HYPERLINK(1)", '-12.5', "'- he said", '-3')
    """
    cell = render_cell(value)
    is_armed = isinstance(value, str) and FORMULA.match(cell) and not NUMBER.fullmatch(cell)
    return f"'{cell}" if is_armed else cell


def write_json(result: Result, target: TextIO) -> None:
    """Write a JSON array with one object a row; instants are ISO 8601."""
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    json.dump(rows, target, ensure_ascii=False, indent=1, default=render_value)
    target.write("\n")


WRITERS: dict[str, Callable[[Result, TextIO], None]] = {"csv": write_csv, "json": write_json}


def write_parquet(con: Connection, sql: str, parameters: Mapping[str, object], target: Path) -> None:
    """Write what a query answers as a Parquet file, types kept.

    Raises:
        QueryError: the query fails, answers nothing that has rows, or the file cannot be written.
    """
    try:
        relation = con.sql(sql, params=dict(parameters))
        if relation is None:
            raise QueryError("parquet", "this statement returns no rows to write")
        relation.write_parquet(str(target))
    except duckdb.Error as error:
        raise QueryError(str(target), str(error)) from error


def render_cell(value: Any) -> str:
    """Write a value in one cell.

    >>> render_cell(["a", "b"]), render_cell(None), render_cell(True)
    ('["a", "b"]', '', 'true')
    """
    if value is None:
        return ""
    if isinstance(value, bool | list | dict | tuple):
        return json.dumps(value, ensure_ascii=False, default=render_value)
    return str(render_value(value))


def render_value(value: Any) -> Any:
    """Write what JSON has no word for as text."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if isinstance(value, int | float | str) else str(value)


def fetch(con: Connection, sql: str) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a query, some thousands at once."""
    result = con.execute(sql)
    while rows := result.fetchmany(ROWS_AT_ONCE):
        yield from rows


def fetch_mappings(con: Connection, sql: str) -> Iterator[dict[str, Any]]:
    """Give the rows of a query as mappings from column to value, some thousands at once."""
    result = con.execute(sql)
    names = [column[0] for column in result.description or []]
    while rows := result.fetchmany(ROWS_AT_ONCE):
        yield from (dict(zip(names, row, strict=True)) for row in rows)


def write_json_lines(target: Path, values: Iterable[Mapping[str, Any]]) -> int:
    """Write one JSON object a line, and say how many; half a surrogate becomes a question mark."""
    count = 0
    with target.open("w", encoding="utf-8", errors="replace") as file:
        for count, value in enumerate(values, 1):  # noqa: B007 counted for the return
            json.dump(value, file, ensure_ascii=False, default=render_value)
            file.write("\n")
    return count

"""The tables as Parquet, CSV or JSON Lines, each with a `datapackage.json` (https://datapackage.org, version 2)."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, TextIO

from warehouse.connection import Connection
from warehouse.exports.dictionary import Table, read_dictionary
from warehouse.exports.results import disarm_cell, fetch, fetch_mappings, write_json_lines

DAYS = {
    "articles": "published_at",
    "quotes": "(SELECT a.published_at FROM articles AS a WHERE a.article_id = t.article_id)",
    "entity_mentions": "(SELECT a.published_at FROM articles AS a WHERE a.article_id = t.article_id)",
}  # tables that Parquet has by day of publication -> the instant
# DuckDB's types, by their beginning -> the types of Table Schema, https://datapackage.org/standard/table-schema/
TYPES = (
    ("TIMESTAMP", "datetime"), ("DATE", "date"), ("BOOLEAN", "boolean"), ("DOUBLE", "number"), ("FLOAT", "number"),
    ("INTEGER", "integer"), ("BIGINT", "integer"), ("UINTEGER", "integer"), ("UBIGINT", "integer"),
)  # fmt: skip

CSV = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
JSON_LINES = {"format": "jsonl", "mediatype": "application/jsonl", "encoding": "utf-8"}
PARQUET = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def write_parquet_tables(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write each table as Parquet; what belongs to an article lies by day, in `published_date=2026-01-31/`."""
    tables = read_dictionary(con)
    places = {table.name: f"{table.name}/" if table.name in DAYS else f"{table.name}.parquet" for table in tables}
    for table in tables:
        count = con.execute(copy_to(table, folder / places[table.name])).fetchone()
        yield places[table.name], count[0] if count else 0
    write_package(
        folder, tables, {name: {"path": list_files(folder, path), **PARQUET} for name, path in places.items()}
    )
    yield "datapackage.json", len(tables)


def write_csv_tables(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write each table as CSV for spreadsheets: UTF-8 with a byte order mark, and no cell that is run as a formula."""
    tables = read_dictionary(con)
    for table in tables:
        names = [column.name for column in table.columns]
        with (folder / f"{table.name}.csv").open("w", encoding="utf-8-sig", errors="replace", newline="") as file:
            yield f"{table.name}.csv", write_cells(file, names, fetch(con, select(table)))
    write_package(folder, tables, {table.name: {"path": f"{table.name}.csv", **CSV} for table in tables})
    yield "datapackage.json", len(tables)


def write_json_tables(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write each table as JSON Lines."""
    tables = read_dictionary(con)
    for table in tables:
        yield (
            f"{table.name}.jsonl",
            write_json_lines(folder / f"{table.name}.jsonl", fetch_mappings(con, select(table))),
        )
    write_package(folder, tables, {table.name: {"path": f"{table.name}.jsonl", **JSON_LINES} for table in tables})
    yield "datapackage.json", len(tables)


def write_cells(file: TextIO, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> int:
    """Write rows as CSV with a header, and say how many; null is an empty cell, a list or struct is JSON."""
    writer = csv.writer(file)  # lines end as RFC 4180 has it
    writer.writerow(names)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 counted for the return
        writer.writerow([disarm_cell(value) for value in row])
    return count


def write_package(folder: Path, tables: list[Table], places: dict[str, dict[str, Any]]) -> None:
    """Write `datapackage.json`: each table as a resource, with where it lies and what its columns mean."""
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "dateline",
        "title": "Articles, people, organisations and quotations, as kept by dateline",
        "resources": [describe_resource(table, places[table.name]) for table in tables],
    }
    text = json.dumps(package, ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", encoding="utf-8")


def describe_resource(table: Table, place: dict[str, Any]) -> dict[str, Any]:
    """Describe one table as a Frictionless resource; the key is only stated where Table Schema can hold it."""
    fields = [{"name": c.name, "type": find_type(c.type), "description": c.meaning} for c in table.columns]
    schema: dict[str, Any] = {"fields": fields}
    if set(table.key) <= {column.name for column in table.columns}:
        schema["primaryKey"] = list(table.key)
    return {"name": table.name, "description": table.grain, "type": "table", **place, "schema": schema}


def find_type(type_name: str) -> str:
    """Find the Table Schema type of one of DuckDB's.

    >>> [find_type(name) for name in ("VARCHAR", "VARCHAR[]", "STRUCT(a INTEGER)", "TIMESTAMPTZ", "JSON")]
    ['string', 'array', 'object', 'datetime', 'object']
    """
    if type_name.endswith("]"):
        return "array"
    if re.match(r"STRUCT|MAP|JSON", type_name):
        return "object"
    return next((type_ for beginning, type_ in TYPES if type_name.startswith(beginning)), "string")


def copy_to(table: Table, target: Path) -> str:
    """Write the statement that copies a table into one Parquet file, or into a folder with a file for each day."""
    options = "FORMAT parquet, COMPRESSION zstd"
    if table.name not in DAYS:
        return f"COPY ({select(table)}) TO '{escape(target)}' ({options})"
    day = f"coalesce(strftime({DAYS[table.name]}, '%Y-%m-%d'), 'unknown') AS published_date"
    query = f"{select(table, day)} ORDER BY published_date"
    return f"COPY ({query}) TO '{escape(target)}' ({options}, PARTITION_BY (published_date))"


def list_files(folder: Path, place: str) -> str | list[str]:
    """Name the file of a table, or those in its folder."""
    if not place.endswith("/"):
        return place
    return sorted(str(file.relative_to(folder)) for file in (folder / place).rglob("*.parquet"))


def select(table: Table, *more: str) -> str:
    """Write the query for the columns of a table that people read, and for `more`."""
    columns = [f't."{column.name}"' for column in table.columns]
    return f"SELECT {', '.join([*columns, *more])} FROM {table.name} AS t"


def escape(path: Path) -> str:
    """Write a path as a string of SQL, which COPY does not take as a parameter."""
    return str(path).replace("'", "''")

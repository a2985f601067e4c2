"""`dateline status` and `dateline quarantine`: the ledger of the published database, for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.errors import FlowError
from flows.printable import escape_json, make_cells, printable
from flows.sources.values import RecordPlace
from transforms.reasons import describe_reason
from warehouse.connection import fetch_rows, open_snapshot, read_sql

Rows = list[dict[str, Any]]
SHOWN_SOURCES = 20


def print_status(database: Path, runs: int, console: Console) -> None:
    """Print the last runs, what is in quarantine, and the size of the database."""
    with open_snapshot(database) as con:
        last = fetch_rows(con, read_sql("report", "last_runs"), {"runs": runs})
        waiting = fetch_rows(con, read_sql("report", "quarantine_reasons"))
        left_out = fetch_rows(con, read_sql("report", "left_out"), {"run_id": last[0]["run"]}) if last else []
        totals = fetch_rows(con, read_sql("report", "totals"))[0]
    megabytes = database.stat().st_size / 1_000_000
    counts = ", ".join(f"{count:,} {name}" for name, count in totals.items())
    console.print(f"{database} ({megabytes:,.1f} MB): {counts}", highlight=False, markup=False, soft_wrap=True)
    console.print()
    console.print(make_table("Last runs", last))
    console.print()
    print_left_out(left_out, console)
    if waiting:
        console.print(make_table("In quarantine (`dateline quarantine list` shows each)", waiting))
    else:
        console.print("Nothing is in quarantine.")


def print_quarantine(database: Path, reason: str | None, console: Console) -> None:
    """Print what was refused and has not been loaded since."""
    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "quarantine_list"), {"reason": reason})
    if rows:
        console.print(make_table("In quarantine", rows))
        for code in dict.fromkeys(row["reason"] for row in rows):
            if meaning := describe_reason(code):
                console.print(f"{code}: {meaning}", highlight=False, markup=False)
        console.print("`dateline quarantine show ID` shows one in full", highlight=False, markup=False)
    else:
        console.print("Nothing is in quarantine" + (f" for {reason}." if reason else "."), markup=False)


def print_left_out(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print what feeds, sitemaps and archives left out or had damaged, a line or two for each source."""
    for row in rows[:SHOWN_SOURCES]:
        for line in describe_left_out(row):
            console.print(Text(line), soft_wrap=True)
    if len(rows) > SHOWN_SOURCES:
        more = len(rows) - SHOWN_SOURCES
        console.print(f"left out or damaged: {more:,} more sources; see `dateline sql left_out`", highlight=False)


def describe_left_out(row: Mapping[str, Any]) -> list[str]:
    """Say in a line each what a source left out, and which of its listings was damaged.

    >>> describe_left_out({"source_id": "a", "left_out": "3 before_since", "damaged": None, "damaged_count": None})
    ['left out: a: 3 before_since']
    """
    lines = [f"left out: {row['source_id']}: {row['left_out']}"] if row["left_out"] else []
    if row["damaged"]:
        more = f" (and {row['damaged_count'] - 1:,} more)" if row["damaged_count"] > 1 else ""
        lines.append(f"damaged: {row['source_id']}: {row['damaged']}{more}")
    return [printable(line) for line in lines]


def read_health(database: Path) -> tuple[dict[str, dict[str, Any]], Rows]:
    """Read how well each source is doing that a run has read, by its id; and what sources left out or had damaged."""
    with open_snapshot(database) as con:
        health = {row["source_id"]: row for row in fetch_rows(con, "FROM sources_health")}
        return health, fetch_rows(con, read_sql("report", "left_out"), {"run_id": ""})


def list_records(database: Path, retention_days: int | None) -> list[RecordPlace]:
    """List the records of the raw archive that the ledger knows, except those old enough to be deleted."""
    since = datetime.now(UTC) - timedelta(days=retention_days) if retention_days else datetime.min.replace(tzinfo=UTC)
    folder = database.parent / "raw"
    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "records"), {"since": since})
    return [RecordPlace(str(folder / row["archive_file"]), row["archive_offset"]) for row in rows]


def print_reject(database: Path, reject_id: str) -> None:
    """Print one refusal as JSON.

    Raises:
        FlowError: no id begins with these digits, or several do.
    """
    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "reject"), {"reject_id": reject_id})
    found = expect_one(rows, f"quarantine id {reject_id!r}", "no such id; see `dateline quarantine list`")
    row = found | {"row": json.loads(found["row"])}
    typer.echo(escape_json(json.dumps(row, indent=1, ensure_ascii=False)))


def expect_one(rows: Rows, asked: str, words_for_none: str) -> dict[str, Any]:
    """Give the one row whose id begins with the digits asked for.

    Raises:
        FlowError: there is none, or there are several.
    """
    if len(rows) != 1:
        raise FlowError(f"{asked}: {'several ids begin with it; give more digits' if rows else words_for_none}")
    return rows[0]


def make_table(title: str, rows: Rows) -> Table:
    """Lay rows out as a table."""
    table = Table(title=title, title_justify="left", show_edge=False)
    for name, value in rows[0].items() if rows else ():
        table.add_column(name, overflow="fold", justify="right" if isinstance(value, int | float) else "left")
    for row in rows:
        table.add_row(*make_cells(row.values()))
    return table

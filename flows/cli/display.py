"""Results of a query for people: a table that fits the terminal, or records one below the other, through a pager.

Piped output is a plain table, never cut, whatever the terminal.
"""

from __future__ import annotations

import io
import os
import shlex
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TextIO

from rich.cells import cell_len, set_cell_size
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.printable import printable
from warehouse.exports.results import render_cell
from warehouse.queries import Result

ROWS_ON_TERMINAL = 50
SEPARATOR = 3  # characters between two columns
LINES_IN_CELL = 2
FEW = 8  # characters that running text gives up for a name to be whole
ID_WIDTH = 8  # the first digits are enough for `dateline explain` and its like
DAY_WIDTH, DATED_WIDTH, PROSE_WIDTH = 10, 12, 32  # what a column needs to be worth showing
PROSE, BODY = 40, 400  # mean characters from which a column is running text, or a whole article
REFERENCES = ("_id", "url", "_sha256", "location", "archive_file")
MAIN = ("words", "text", "snippet", "context")  # running text that a reader came for, however short it is
MACHINE = ("spans", "signature", "bands", "evidence", "batch")


@dataclass(frozen=True, slots=True)
class Column:
    """A column as it could be shown: its cells, how wide they are, and how much the reader wants it."""

    name: str
    cells: tuple[str, ...]
    is_number: bool
    is_instant: bool
    natural: int
    least: int
    rank: int  # 0 the main text, 1 names and figures, 2 other running text, 3 references and whole articles, 4 empty


def show_result(result: Result, form: str, target: TextIO, *, limit: int | None, is_wide: bool) -> None:
    """Print a result as `table` or `record`, cut and paged on a terminal, plain and whole elsewhere.

    Args:
        result: What the query answered.
        form: `table` or `record`.
        target: Where to; only a terminal gets the pager, a limit of its own and columns that are cut.
        limit: Rows to show; 0 all of them; None 50 on a terminal and all elsewhere.
        is_wide: Show every column, whole.
    """
    is_terminal = target.isatty()
    wanted = limit if limit is not None else ROWS_ON_TERMINAL if is_terminal else 0
    shown = Result(result.columns, result.rows[: wanted or None])
    size = shutil.get_terminal_size() if is_terminal else os.terminal_size((10_000, 0))
    buffer = io.StringIO()
    console = Console(
        file=buffer, width=size.columns, highlight=False, force_terminal=is_terminal, legacy_windows=False
    )
    left_out = print_rows(console, shown, form, is_cut=is_terminal and not is_wide)
    count = len(result.rows)
    console.print(Text(describe_count(count, len(shown.rows))), soft_wrap=True)
    if left_out:
        console.print(Text(f"not shown: {', '.join(left_out)}; --wide or --format record shows them"), style="dim")
    page(buffer.getvalue(), target, size.lines, is_chopped=is_wide)


def describe_count(count: int, shown: int) -> str:
    """Say how many rows there are, and how many are not shown.

    >>> describe_count(1, 1), describe_count(1200, 50)
    ('1 row', '50 of 1,200 rows; 1,150 more with --limit 0')
    """
    if shown < count:
        return f"{shown:,} of {count:,} rows; {count - shown:,} more with --limit 0"
    return f"{count:,} row{'' if count == 1 else 's'}"


def print_rows(console: Console, result: Result, form: str, *, is_cut: bool) -> list[str]:
    """Print the rows; returns the columns that were left out."""
    columns = [read_column(result, number, console.width) for number in range(len(result.columns))]
    if form == "record":
        print_records(console, columns)
        return []
    if not is_cut:
        widths = {column.name: column.natural for column in columns}
        console.width = max(console.width, sum(widths.values()) + SEPARATOR * len(columns))
        print_table(console, columns, [column.natural for column in columns], lines=0)
        return []
    chosen = choose_columns(columns, console.width)
    asked = sum(column.rank < 3 for column in columns)
    if not chosen or (len(result.rows) == 1 and len(chosen) < asked) or (len(chosen) < min(asked, 3)):
        print_records(console, columns)
        return []
    print_table(console, chosen, share_width(chosen, console.width), lines=LINES_IN_CELL)
    return [column.name for column in columns if column not in chosen]


def read_column(result: Result, number: int, width: int) -> Column:
    """Weigh a column of a result by its name and its cells, for a screen of so many characters."""
    name_width = max(12, min(width // 5, 24))
    name, values = printable(result.columns[number]), [row[number] for row in result.rows]
    cells = tuple(printable(render_for_people(value)) for value in values)
    filled = [cell for cell in cells if cell]
    mean = sum(map(len, filled)) / max(len(filled), 1)
    natural = max(map(cell_len, (name, *cells)))
    is_number = all(isinstance(value, int | float | None) for value in values)
    is_instant = all(isinstance(value, datetime | None) for value in values)
    if result.rows and not filled:
        rank, least = 4, natural
    elif name.endswith(REFERENCES) or name in MACHINE or mean >= BODY:
        rank, least = 3, min(natural, ID_WIDTH if name.endswith("_id") else PROSE_WIDTH)
    elif name in MAIN or mean >= PROSE:
        rank, least = 2, min(natural, PROSE_WIDTH)
    else:
        rank, least = 1, natural if is_number else min(natural, DATED_WIDTH if is_instant else name_width)
    return Column(name, cells, is_number, is_instant, natural, least, rank)


def render_for_people(value: Any) -> str:
    """Write a value for a reader: an instant to the minute, a midnight as its day, no empty list.

    >>> from datetime import UTC
    >>> render_for_people(datetime(2031, 5, 4, 6, 30, tzinfo=UTC)), render_for_people(datetime(2031, 5, 4, tzinfo=UTC))
    ('2031-05-04 06:30', '2031-05-04')
    """
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M").removesuffix(" 00:00")
    if isinstance(value, float):
        return f"{value:.3f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else str(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ", ".join(value)
    return render_cell(value)


def choose_columns(columns: Sequence[Column], width: int) -> list[Column]:
    """Choose what fits and order it: names and figures as asked for, then running text, then references."""
    prose = [column for column in columns if column.rank == 2]
    main = max(prose, key=lambda column: (column.name in MAIN, column.natural), default=None)
    order = sorted(columns, key=lambda column: 0 if column is main else column.rank)
    chosen: list[Column] = []
    used = 0
    for column in order:
        needed = column.least + (SEPARATOR if chosen else 0)
        if used + needed <= width and (column.rank < 4 or used + needed <= width // 2):
            chosen.append(column)
            used += needed
    return sorted(chosen, key=lambda column: column.rank)


def share_width(columns: Sequence[Column], width: int) -> list[int]:
    """Give each column its width: what it needs, then names as they are long, and running text the rest."""
    widths = [column.least for column in columns]
    spare = width - sum(widths) - SEPARATOR * (len(columns) - 1)
    for rank in (1, 4, 2, 3):
        growing = [n for n, column in enumerate(columns) if column.rank == rank]
        growing.sort(key=lambda n: (columns[n].is_instant, columns[n].natural))
        for left, n in zip(range(len(growing), 0, -1), growing, strict=True):
            share = max(spare * 2 // 3, min(spare, FEW)) if rank == 1 else spare // left
            more = min(columns[n].natural - widths[n], share)
            if columns[n].is_instant and widths[n] + more < columns[n].natural:
                continue  # a day needs no more, and half a time says nothing
            widths[n] += more
            spare -= more
    return widths


def print_table(console: Console, columns: Sequence[Column], widths: Sequence[int], *, lines: int) -> None:
    """Print a table; a cell takes at most so many lines (0: its own length in one)."""
    table = Table(show_edge=False, header_style="bold", pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(
            Text(cut_line(column.name, width) if lines else column.name),
            justify="right" if column.is_number else "left",
            width=width,
            no_wrap=not lines,
        )
    for row in zip(*(column.cells for column in columns), strict=True):
        cut = zip(row, columns, widths, strict=True)
        table.add_row(*(Text(cut_cell(cell, column, width, lines) if lines else cell) for cell, column, width in cut))
    console.print(table)


def cut_cell(cell: str, column: Column, width: int, lines: int) -> str:
    """Cut a cell: an id to its first digits, an instant to its day, text and lists to a few lines, all else to one."""
    if cell_len(cell) <= width:
        return cell
    if column.is_instant or column.name.endswith("_id"):
        return set_cell_size(cell, DAY_WIDTH if column.is_instant else width)
    if column.rank not in (2, 3) and ", " not in cell:
        return cut_line(cell, width)
    wrapped = Text(cell).wrap(Console(width=width), width)
    if len(wrapped) <= lines:
        return cell
    kept = [line.plain.rstrip() for line in wrapped[:lines]]
    return "\n".join([*kept[:-1], set_cell_size(kept[-1], min(cell_len(kept[-1]), width - 1)) + "…"])


def cut_line(text: str, width: int) -> str:
    """Cut a text to a width, with an ellipsis where anything is cut.

    >>> cut_line("speaker_entity_id", 8), cut_line("speaker", 8)
    ('speaker…', 'speaker')
    """
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"


def print_records(console: Console, columns: Sequence[Column]) -> None:
    """Print each row as lines of name and value; what is empty is left out."""
    count = len(columns[0].cells) if columns else 0
    indent = max((cell_len(column.name) for column in columns), default=0) + 2
    for number in range(count):
        console.print(Text(f"── {number + 1} of {count}", style="bold"))
        table = Table.grid(padding=(0, 2, 0, 0))
        table.add_column(width=indent - 2, style="dim")
        table.add_column(overflow="fold", width=max(console.width - indent, 10))
        for column in columns:
            if column.cells[number]:
                table.add_row(Text(column.name), Text(column.cells[number]))
        console.print(table)


def page(text: str, target: TextIO, height: int, *, is_chopped: bool) -> None:
    """Write to the target; through a pager where it is a terminal with fewer lines than the text."""
    pager = shlex.split(os.environ.get("PAGER", "less"))
    if not target.isatty() or text.count("\n") < height or not pager or shutil.which(pager[0]) is None:
        target.write(text if target.isatty() else "\n".join(line.rstrip() for line in text.split("\n")))
        return
    # Quit where it fits after all, show colours, leave the text on the screen, and scroll wide tables sideways.
    environment = {"LESS": "FRXS" if is_chopped else "FRX", "LESSCHARSET": "utf-8"} | os.environ
    subprocess.run(pager, input=text.encode(), env=environment, check=False)

"""`dateline search`: full text over titles, texts, quotations and names, best first."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.cli.options import Database, find_database
from flows.errors import FlowError
from flows.printable import SafeConsole, escape_json, printable

BEFORE, AFTER = "\ue000", "\ue001"  # of a private use area: no page's own would be taken for words
MARKED = re.compile(f"{BEFORE}([^{AFTER}]*){AFTER}")


def search_words(
    words: Annotated[
        list[str], typer.Argument(help='Words; "words in marks" stand in a row, -word must not be there.')
    ],
    is_for_quotes: Annotated[bool, typer.Option("--quotes", help="Search quotations instead of articles.")] = False,
    speaker: Annotated[
        str | None, typer.Option(help="Only words of this speaker, or articles that quote them.")
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Only of this outlet.")] = None,
    since: Annotated[str | None, typer.Option(help="Only published on this day or later, such as 2031-05-04.")] = None,
    until: Annotated[str | None, typer.Option(help="Only published on this day or before.")] = None,
    quote_type: Annotated[str | None, typer.Option("--type", help="Only direct, indirect or mixed quotations.")] = None,
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=10_000, help="So many results.")] = 20,
    form: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="text or json.")] = "text",
    db: Database = None,
) -> None:
    """Search titles, texts and names of articles, or quotations and their speakers.

    Every word counts in any of its English forms; the rarer a word, the more. Put "words in a row" in double marks (and
    those in single ones, for the shell); a `*` at a word's end stands for any ending; a result has no `-word`.

    Examples:

        dateline search ferry strike
        dateline search '"not before friday" -bus'
        dateline search --quotes "ferr* delay" --speaker Solvik
        dateline search mine --publisher Courier --since 2031-05-01 --until 2031-05-31
        dateline search --quotes ferry --format json
    """
    from warehouse.connection import open_snapshot
    from warehouse.search import Question, search

    question = Question(
        " ".join(words), speaker, publisher, read_day("since", since), read_day("until", until), quote_type, limit,
        *((BEFORE, AFTER) if form == "text" else ("", "")),
    )  # fmt: skip
    with open_snapshot(find_database(db)) as con:
        rows = search(con, question, is_for_quotes=is_for_quotes)
    if form == "json":
        print_json(rows)
    else:
        print_results(rows, SafeConsole(), is_for_quotes=is_for_quotes)


def read_day(option: str, value: str | None) -> date | None:
    """Read a day as typed.

    Raises:
        FlowError: it is none.
    """
    try:
        return None if value is None else date.fromisoformat(value)
    except ValueError as error:
        raise FlowError(f"--{option} {value!r}: write a day as 2031-05-04") from error


def print_json(value: object) -> None:
    """Print a value as JSON, without what a terminal would obey."""
    typer.echo(escape_json(json.dumps(value, ensure_ascii=False, indent=1, default=str)))


def print_results(rows: list[dict[str, Any]], console: Console, *, is_for_quotes: bool) -> None:
    """Print results: what was found, who said or printed it, and the words that were found in colour."""
    for row in rows:
        day = f"{row['published_at']:%Y-%m-%d}" if row["published_at"] else None
        heading = "" if is_for_quotes else row["title"] or ""
        source = row["speaker"] if is_for_quotes else None
        name = f"quote {row['quote_id'][:8]}" if is_for_quotes else f"article {row['article_id'][:8]}"
        if heading:
            console.print(Text(printable(heading), style="bold"))
        console.print(Padding(mark_found(row["snippet"] or ""), (0, 0, 0, 2), expand=False))
        told = " · ".join(printable(part) for part in (source, row["publisher"], day, name) if part)
        console.print(Padding(Text(told, style="dim"), (0, 0, 0, 2), expand=False))
        console.print()
    count = len(rows)
    console.print(f"{count:,} result{'' if count == 1 else 's'}" if count else "nothing found", highlight=False)


def mark_found(snippet: str) -> Text:
    """Colour the words that were found.

    >>> mark_found(f"The {BEFORE}ferry{AFTER} waits").spans
    [Span(4, 9, 'bold yellow')]
    """
    text, place = Text(), 0
    for found in MARKED.finditer(snippet):
        text.append(clean(snippet[place : found.start()]))
        text.append(clean(found[1]), style="bold yellow")
        place = found.end()
    text.append(clean(snippet[place:]))
    return text


def clean(text: str) -> str:
    """Remove what a terminal would obey, and marks that found no partner."""
    return printable(text).replace(BEFORE, "").replace(AFTER, "")

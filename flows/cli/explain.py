"""`dateline explain`: a quotation in its paragraphs, its parts marked, and how its speaker was found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.options import Database, find_database
from flows.printable import SafeConsole, printable

if TYPE_CHECKING:
    from transforms.quotes.rules import Rule

STYLES = {"content": "green", "source": "bold cyan", "cue": "bold yellow"}


def explain_quotation(
    quote_id: Annotated[str, typer.Argument(help="quote_id, or its first digits.")], db: Database = None
) -> None:
    """Show a quotation in its paragraph, with source, cue and content marked, and how its speaker was found.

    Examples:

        dateline sql "SELECT quote_id, speaker_name, text FROM quotes LIMIT 5"
        dateline explain 3f9a
    """
    print_explanation(find_database(db), quote_id, SafeConsole())


def print_explanation(database: Path, quote_id: str, console: Console) -> None:
    """Print one quotation with its evidence.

    Raises:
        FlowError: no quotation has an id with these first digits, or several have.
    """
    from flows.status import expect_one
    from warehouse.connection import fetch_rows, open_snapshot, read_sql

    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "quote"), {"quote_id": quote_id})
    quote = expect_one(rows, f"quote_id {quote_id!r}", "no such quotation; ids are in the table quotes")
    heading = " · ".join(filter(None, (quote["title"], quote["publisher"], quote["location"])))
    console.print(Text(printable(heading), style="bold"))
    console.print()
    console.print(mark_passage(quote))
    console.print()
    table = Table.grid(padding=(0, 2, 0, 0))
    for label, words in explain(quote):
        table.add_row(Text(label, style="dim"), Text(printable(words)))
    console.print(table)


def mark_passage(quote: Mapping[str, Any]) -> Text:
    """Mark content, source and cue in the paragraphs that they stand in.

    Each is coloured and stands between labelled brackets, so that it can be read without colours too.
    """
    spans = [("content", span["start_char"], span["end_char"]) for span in quote["spans"]]
    for name, column in (("source", "speaker"), ("cue", "cue")):
        if quote[f"{column}_start"] is not None:
            spans.append((name, quote[f"{column}_start"], quote[f"{column}_end"]))
    text = quote["text"]
    before, _, _ = text[: min(start for _, start, _ in spans)].rpartition("\n\n")
    first = len(before) + 2 if before else 0
    last = text.find("\n\n", max(end for _, _, end in spans))
    passage, place = Text(), first
    for name, start, end in sorted(spans, key=lambda span: span[1:]):
        if start < place:
            continue  # a source inside the content, such as "his own", is marked with it
        passage.append(printable(text[place:start], keep_lines=True))
        passage.append(f"[{name}: {printable(text[start:end], keep_lines=True)}]", style=STYLES[name])
        place = end
    passage.append(printable(text[place : last if last >= 0 else len(text)], keep_lines=True))
    passage.rstrip()
    return passage


def explain(quote: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Say what was found and how, as pairs of label and words."""
    from transforms.quotes.rules import QUOTE_RULES, SPEAKER_RULES

    told = f", told to {quote['told_to']}" if quote["told_to"] else ""
    rows = [
        (
            "quotation",
            f"{quote['quote_type']}{told}, confidence {quote['confidence']:.2f}, quote_id {quote['quote_id']}",
        ),
        ("cue", f"{quote['cue_text']} ({quote['cue_class']})" if quote["cue_text"] else "none"),
        ("found by", describe_rule(quote["rule"], QUOTE_RULES)),
    ]
    named = f"“{quote['speaker_text']}”" if quote["speaker_text"] else "nobody"
    if quote["speaker_name"] is None:
        return [*rows, ("speaker", f"unknown ({quote['speaker_kind']}): the text names {named}, and not who that is")]
    return [
        *rows,
        ("speaker", f"{quote['speaker_name']} ({quote['speaker_kind']}), called “{quote['speaker_text']}” here"),
        ("resolved by", describe_rule(quote["speaker_rule"], SPEAKER_RULES)),
    ]


def describe_rule(name: str | None, table: Mapping[str, Rule]) -> str:
    """Give a rule's name, what it looks for, and the work that it follows."""
    rule = table.get(name or "")
    return f"{name}" + (f": {rule.what} [{rule.origin}]" if rule else "")

"""`dateline explain`: a quotation in its paragraphs, with source, cue and content marked, and why this speaker."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.errors import FlowError
from flows.printable import printable
from transforms.quotes.rules import QUOTE_RULES, SPEAKER_RULES, Rule
from warehouse.connection import fetch_rows, open_snapshot, read_sql

STYLES = {"content": "green", "source": "bold cyan", "cue": "bold yellow"}


def print_explanation(database: Path, quote_id: str, console: Console) -> None:
    """Print one quotation with its evidence.

    Raises:
        FlowError: no quotation has an id that begins so, or several have.
    """
    with open_snapshot(database) as con:
        rows = fetch_rows(con, read_sql("report", "quote"), {"quote_id": quote_id})
    if len(rows) != 1:
        found = "several begin so; give more digits" if rows else "there is none; see dateline sql who_said_what"
        raise FlowError(f"explain: {quote_id!r}: {found}")
    quote = rows[0]
    heading = " · ".join(filter(None, (quote["title"], quote["publisher"], quote["location"])))
    console.print(Text(printable(heading), style="bold"))
    console.print()
    console.print(mark_passage(quote))
    console.print()
    for line in explain(quote):
        console.print(Text(printable(line)))


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


def explain(quote: Mapping[str, Any]) -> list[str]:
    """Say in words what was found and why."""
    told = f", told to {quote['told_to']}" if quote["told_to"] else ""
    cue = f"{quote['cue_text']} ({quote['cue_class']})" if quote["cue_text"] else "none"
    lines = [
        f"quote   {quote['quote_id']}  {quote['quote_type']}, confidence {quote['confidence']:.2f}{told}",
        f"cue     {cue}",
        describe_rule("rule", quote["rule"], QUOTE_RULES),
    ]
    if quote["speaker_name"] is None:
        words = f"{quote['speaker_text']!r}: " if quote["speaker_text"] else ""
        return [*lines, f"speaker {words}{quote['speaker_kind']}; the text does not settle who it is"]
    lines.append(f"speaker {quote['speaker_name']} ({quote['speaker_kind']}), from {quote['speaker_text']!r}")
    return [*lines, describe_rule("because", quote["speaker_rule"], SPEAKER_RULES)]


def describe_rule(label: str, name: str | None, table: Mapping[str, Rule]) -> str:
    """Give a rule's name, what it looks like, and where it comes from."""
    rule = table.get(name or "")
    return f"{label:7} {name}" + (f": {rule.what} [{rule.origin}]" if rule else "")

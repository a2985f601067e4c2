"""`dateline verify`: whether quotations are in the warehouse word for word, and what differs where they are not."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from flows.cli.options import Database, find_database
from flows.cli.search import print_json
from flows.errors import FlowError
from flows.printable import SafeConsole, printable

if TYPE_CHECKING:
    from warehouse.verification import Verdict

EXIT = {"verbatim": 0, "altered": 1, "other_speaker": 1, "not_found": 3}
MEANING = {
    "verbatim": ("word for word", "bold green"),
    "altered": ("altered: the words differ", "bold yellow"),
    "other_speaker": ("these words, but said by somebody else", "bold yellow"),
    "not_found": ("not found", "bold red"),
}
WORDS_COLUMNS = ("quotation", "quote", "words", "text")
SHOWN = 3


def verify_quotation(
    words: Annotated[str | None, typer.Argument(help="The quotation.")] = None,
    speaker: Annotated[str | None, typer.Option(help="Who is to have said it.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", help="Quotations: CSV with a column `quotation`, or lines; - for stdin.")
    ] = None,
    form: Annotated[Literal["text", "json"], typer.Option("--format", "-f", help="text or json.")] = "text",
    db: Database = None,
) -> None:
    """Tell whether a quotation is in the warehouse word for word, altered, said by somebody else, or not at all.

    Quotation marks, dashes, brackets and case do not count, every word does. A run of a quotation's words is found word
    for word, as a part; "[...]" may stand for words left out. What differs is shown as [-lacking-] and {+added+}.

    Examples:

        dateline verify "The ferry will not sail before Friday" --speaker "Ada Lund"
        dateline verify "The ferry will [...] sail" --format json
        dateline verify --file quotations.csv      # columns: quotation, and speaker if there is one
        dateline verify --file - < lines.txt       # one quotation on each line

    Exit status: 0 word for word (and by that speaker, if given); 1 altered or said by somebody else; 3 not found; of a
    file the highest of these; 2 if it cannot be looked up.
    """
    from warehouse.connection import open_snapshot
    from warehouse.verification import verify

    if (words is None) == (file is None):
        raise FlowError("verify: give one quotation, or --file FILE with several")
    asked = [(words, speaker)] if words is not None else list(read_quotations(file, speaker))
    with open_snapshot(find_database(db)) as con:
        verdicts = [verify(con, quotation, name) for quotation, name in asked]
    if form == "json":
        told = [describe(*pair, verdict) for pair, verdict in zip(asked, verdicts, strict=True)]
        print_json(told[0] if words is not None else told)
    else:
        for (quotation, _), verdict in zip(asked, verdicts, strict=True):
            print_verdict(quotation, verdict, SafeConsole())
    raise typer.Exit(max((EXIT[verdict.verdict] for verdict in verdicts), default=0))


def read_quotations(file: Path | None, speaker: str | None) -> Iterator[tuple[str, str | None]]:
    """Read quotations and their speakers: of CSV whose header names a column of them, else of lines.

    Raises:
        FlowError: the file cannot be read.
    """
    try:
        text = sys.stdin.read() if str(file) == "-" else Path(file or "").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise FlowError(f"{file}: {getattr(error, 'strerror', None) or 'is not UTF-8; save it as UTF-8'}") from error
    lines = text.removeprefix("\ufeff").splitlines()
    header = [name.strip().lower() for name in next(csv.reader(lines[:1]), [])]
    column = next((name for name in WORDS_COLUMNS if name in header), None)
    if column is None:
        yield from ((line, speaker) for line in lines if line.strip())
        return
    for row in csv.DictReader(lines[1:], fieldnames=header):
        if (row.get(column) or "").strip():
            yield row[column], speaker or (row.get("speaker") or "").strip() or None


def describe(quotation: str | None, speaker: str | None, verdict: Verdict) -> dict[str, Any]:
    """Describe a verdict for programs."""
    matches = [
        match | {"published_at": match["published_at"].isoformat() if match["published_at"] else None}
        for match in verdict.matches
    ]
    return {"verdict": verdict.verdict, "words": quotation, "speaker": speaker, "matches": matches}


def print_verdict(quotation: str | None, verdict: Verdict, console: Console) -> None:
    """Print a verdict with the best matches."""
    meaning, style = MEANING[verdict.verdict]
    console.print(Text.assemble((meaning, style), ("  “" + printable(quotation or "") + "”", "dim")))
    for match in verdict.matches[:SHOWN]:
        console.print(Padding(Text(f"“{printable(match['text'])}”"), (1, 0, 0, 2), expand=False))
        if match["difference"]:
            console.print(Padding(colour_difference(match["difference"]), (0, 0, 0, 2), expand=False))
        day = f"{match['published_at']:%Y-%m-%d}" if match["published_at"] else None
        part = "a part of it" if match["is_part"] and not match["difference"] else None
        kind = "indirect speech" if match["quote_type"] == "indirect" else None
        told = (match["speaker_name"] or "speaker unknown", match["publisher"], day, part, kind)
        names = " · ".join(printable(name) for name in (*told, f"quote {match['quote_id'][:8]}") if name)
        console.print(Padding(Text(names, style="dim"), (0, 0, 0, 2), expand=False))
    if len(verdict.matches) > SHOWN:
        console.print(f"\n  and {len(verdict.matches) - SHOWN} more; --format json has them", style="dim")
    console.print()


def colour_difference(difference: str) -> Text:
    """Colour the words that are lacking and those that were added."""
    text = Text(printable(difference))
    text.highlight_regex(r"\[-.*?-\]", "red")
    text.highlight_regex(r"\{\+.*?\+\}", "green")
    return text

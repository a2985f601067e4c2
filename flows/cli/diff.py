"""`dateline diff`: what an outlet changed in an article, word by word, side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Annotated, Any, NamedTuple

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from flows.cli.options import Database, find_database
from flows.errors import FlowError
from flows.printable import SafeConsole, printable

PIECE = re.compile(r"\s+|[^\s\w]|[\w'’]+")
WORD = re.compile(r"\w+")
ALIKE = 0.4  # of the words of two paragraphs, from which one is taken for the other, changed
AHEAD = 20  # paragraphs among which its like is looked for
LEFT, RIGHT = "red", "green"


class Change(NamedTuple):
    """A stretch of two texts: paragraphs that are the same, or one before and after, of which one may be empty."""

    is_same: bool
    before: str
    after: str


def show_differences(
    article: Annotated[str, typer.Argument(help="article_id, its first digits, or its address.")],
    first: Annotated[int | None, typer.Option("--from", min=1, help="Version to compare; if not given, each.")] = None,
    last: Annotated[int | None, typer.Option("--to", min=1, help="Version to compare with.")] = None,
    db: Database = None,
) -> None:
    """Show what was changed in an article after it was printed, word by word, and which quotations changed.

    Each version is compared with the one before; `--from` and `--to` compare two others. On a terminal the texts stand
    side by side in colour; elsewhere as [-before-] and {+after+}.

    Examples:

        dateline sql stealth_edits
        dateline diff 3f9a
        dateline diff https://courier.example/ferry --from 1 --to 3
    """
    from warehouse.connection import fetch_rows, open_snapshot, read_sql

    with open_snapshot(find_database(db)) as con:
        parameters = {"article": article, "url": find_canonical(article)}
        versions = choose_article(article, fetch_rows(con, read_sql("report", "article_wordings"), parameters))
        console = SafeConsole()
        for before, after in choose_pairs(versions, first, last):
            span = {"article_id": before["article_id"], "first": before["version"], "last": after["version"]}
            print_versions(before, after, console)
            print_quote_changes(fetch_rows(con, read_sql("report", "article_quote_changes"), span), console)


def find_canonical(article: str) -> str | None:
    """Find the canonical form of an address as typed; None where it is none."""
    from transforms.urls import normalise_address

    try:
        return normalise_address(article) if "://" in article else None
    except ValueError:
        return None


def choose_article(article: str, rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Choose the versions of the one article that is meant.

    Raises:
        FlowError: there is none, or several are meant.
    """
    ids = sorted({row["article_id"] for row in rows})
    if not article.strip() or not ids:
        raise FlowError(f"{article!r}: no such article; ids are in the table articles")
    if len(ids) > 1:
        raise FlowError(f"{article!r}: {len(ids)} articles begin with it; give more digits, such as {ids[0][:12]}")
    return list(rows)


def choose_pairs(
    versions: Sequence[Mapping[str, Any]], first: int | None, last: int | None
) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Choose which versions are compared.

    Raises:
        FlowError: there is one only, or not one of this number.
    """
    count = len(versions)
    if count == 1:
        raise FlowError(f"{versions[0]['article_id'][:12]}: there is one version only; nothing was changed")
    if first is None and last is None:
        return list(pairwise(versions))
    end = last or count
    start = first or end - 1
    for option, number in (("--from", start), ("--to", end)):
        if not 1 <= number <= count:
            raise FlowError(f"{option} {number}: there are versions 1 to {count}")
    if start == end:
        raise FlowError(f"--from {start} --to {end}: name two versions")
    start, end = sorted((start, end))
    return [(versions[start - 1], versions[end - 1])]


def print_versions(before: Mapping[str, Any], after: Mapping[str, Any], console: Console) -> None:
    """Print what differs between two versions: title, byline and the paragraphs that changed."""
    days = [f"version {row['version']} · {row['first_seen_at']:%Y-%m-%d %H:%M}" for row in (before, after)]
    heading = " · ".join(printable(part) for part in (after["title"], after["publisher"]) if part)
    console.print(Text(heading, style="bold"))
    changes = [
        Change(one == other, one, other)
        for one, other in ((row_title(before), row_title(after)), (row_byline(before), row_byline(after)))
        if one != other
    ]
    changes += list(compare_texts(before["text"], after["text"]))
    if console.is_terminal:
        print_side_by_side(changes, days, console)
    else:
        print_plain(changes, days, console)


def row_title(row: Mapping[str, Any]) -> str:
    """Give a version's headline."""
    return row["title"] or ""


def row_byline(row: Mapping[str, Any]) -> str:
    """Give a version's byline."""
    return ", ".join(row["authors"] or ())


def compare_texts(before: str, after: str) -> Iterator[Change]:
    """Compare two texts paragraph by paragraph.

    >>> [change.is_same for change in compare_texts("One.\\n\\nTwo waits.", "One.\\n\\nTwo sails.")]
    [True, False]
    """
    one, other = before.split("\n\n"), after.split("\n\n")
    for tag, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Change(True, "\n\n".join(one[start:end]), "\n\n".join(other[other_start:other_end]))
        else:
            yield from pair_paragraphs(one[start:end], other[other_start:other_end])


def pair_paragraphs(before: Sequence[str], after: Sequence[str]) -> Iterator[Change]:
    """Pair paragraphs with what became of them, in order; what has no like is gone, or new."""
    place = 0
    for paragraph in before:
        ahead = range(place, min(place + AHEAD, len(after)))
        near = next((n for n in ahead if measure_likeness(paragraph, after[n]) >= ALIKE), None)
        if near is not None:
            yield from (Change(False, "", new) for new in after[place:near])
            yield Change(False, paragraph, after[near])
            place = near + 1
        else:
            yield Change(False, paragraph, "")
    yield from (Change(False, "", new) for new in after[place:])


def measure_likeness(one: str, other: str) -> float:
    """Say how many of the words of two paragraphs are the same, 0 to 1.

    >>> round(measure_likeness("It rained.", "It rained all day."), 2)
    0.67
    """
    left, right = WORD.findall(one), WORD.findall(other)
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def split_pieces(change: Change) -> Iterator[tuple[bool, str, str]]:
    """Split a change into stretches: whether it is the same, the words before and the words after."""
    one, other = PIECE.findall(change.before), PIECE.findall(change.after)
    for tag, start, end, other_start, other_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        yield tag == "equal", "".join(one[start:end]), "".join(other[other_start:other_end])


def print_side_by_side(changes: Sequence[Change], days: Sequence[str], console: Console) -> None:
    """Print the changes in two columns, in colour."""
    table = Table(show_edge=False, pad_edge=False, expand=True)
    for day in days:
        table.add_column(Text(day, style="dim"), ratio=1, overflow="fold")
    for change in changes:
        if change.is_same:
            told = Text(describe_same(change), style="dim")
            table.add_row(told, told)
            continue
        left, right = Text(), Text()
        for is_same, one, other in split_pieces(change):
            left.append(printable(one), style="" if is_same else f"{LEFT} strike")
            right.append(printable(other), style="" if is_same else f"{RIGHT} bold")
        table.add_row(left, right)
        table.add_row("", "")
    console.print(table)


def print_plain(changes: Sequence[Change], days: Sequence[str], console: Console) -> None:
    """Print the changes one below the other, without colour."""
    console.print(Text(" -> ".join(days)), soft_wrap=True)
    for change in changes:
        told = describe_same(change) if change.is_same else "".join(mark_pieces(change))
        console.print(Text(printable(told)), soft_wrap=True)


def mark_pieces(change: Change) -> Iterator[str]:
    """Write a change with what went as [-this-] and what came as {+this+}.

    >>> "".join(mark_pieces(Change(False, "The ferry waits.", "The ferry sails.")))
    'The ferry [-waits-]{+sails+}.'
    """
    for is_same, one, other in split_pieces(change):
        if is_same:
            yield one
        else:
            yield (f"[-{one}-]" if one else "") + (f"{{+{other}+}}" if other else "")


def describe_same(change: Change) -> str:
    """Say how many paragraphs are the same."""
    count = change.before.count("\n\n") + 1
    return f"... {count} paragraph{'' if count == 1 else 's'} unchanged ..."


def print_quote_changes(rows: Sequence[Mapping[str, Any]], console: Console) -> None:
    """Print which quotations changed."""
    console.print(Text("quotations: none changed" if not rows else "quotations:", style="bold"))
    for row in rows:
        said = Change(False, row["text_before"] or "", row["text_after"] or "")
        who = Change(False, row["speaker_before"] or "", row["speaker_after"] or "")
        words = say_words(said, console)
        names = Text(printable(row["speaker_after"] or row["speaker_before"] or "speaker unknown"))
        if row["change"] == "reattributed":
            words, names = Text(printable(row["text_after"])), say_words(who, console)
        console.print(Text.assemble("  ", (row["change"], "bold"), ": “", words, "” — ", names), soft_wrap=True)
    console.print()


def say_words(change: Change, console: Console) -> Text:
    """Write a change in one text: in colour on a terminal, with marks elsewhere."""
    if not console.is_terminal:
        return Text(printable("".join(mark_pieces(change))))
    text = Text()
    for is_same, one, other in split_pieces(change):
        text.append(printable(one), style="" if is_same else f"{LEFT} strike")
        if not is_same:
            text.append(printable(other), style=f"{RIGHT} bold")
    return text

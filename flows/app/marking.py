"""Text with its quotations marked, as HTML. The text is a stranger's: all of it is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from flows.printable import printable

BREAK = re.compile(r"\n\n+")
NAMES = {"content": "quotation", "source": "source", "cue": "cue"}


@dataclass(frozen=True, slots=True)
class Mark:
    """A range of characters of a text, and what stands there: content, source or cue."""

    kind: str
    start: int
    end: int


def marks_of(quote: Mapping[str, Any]) -> list[Mark]:
    """List the marks of one quotation, its parts, its source and its cue."""
    marks = [Mark("content", span["start_char"], span["end_char"]) for span in quote["spans"]]
    for kind, column in (("source", "speaker"), ("cue", "cue")):
        if quote[f"{column}_start"] is not None:
            marks.append(Mark(kind, quote[f"{column}_start"], quote[f"{column}_end"]))
    return marks


def mark_context(text: str, marks: Sequence[Mark]) -> list[Markup]:
    """Give the paragraphs of a text that hold marks, and those between them, with the marks set."""
    first, last = min(mark.start for mark in marks), max(mark.end for mark in marks)
    paragraphs = split_paragraphs(text)
    return [mark_range(text, start, end, marks) for start, end in paragraphs if start < last and end > first]


def mark_text(text: str, marks: Iterable[Mark]) -> list[Markup]:
    """Give all paragraphs of a text, with the marks set."""
    kept = list(marks)
    return [mark_range(text, start, end, kept) for start, end in split_paragraphs(text)]


def split_paragraphs(text: str) -> list[tuple[int, int]]:
    """Give the ranges of a text's paragraphs.

    >>> split_paragraphs("One.\\n\\nTwo.")
    [(0, 4), (6, 10)]
    """
    starts = [0, *(found.end() for found in BREAK.finditer(text))]
    ends = [*(found.start() for found in BREAK.finditer(text)), len(text)]
    return [(start, end) for start, end in zip(starts, ends, strict=True) if start < end]


def mark_range(text: str, start: int, end: int, marks: Iterable[Mark]) -> Markup:
    """Write a range of a text as HTML, with the marks that lie in it; of two that overlap, the one that begins first.

    >>> mark_range("a < b", 0, 5, [Mark("cue", 4, 5)])
    Markup('a &lt; <span class="cue"><span class="unseen">[cue: </span>b<span class="unseen">]</span></span>')
    """
    pieces, place = [], start
    for mark in sorted(marks, key=lambda mark: (mark.start, -mark.end, mark.kind)):
        left, right = max(mark.start, start), min(mark.end, end)
        if left < place or left >= right:
            continue
        pieces += [write(text[place:left]), wrap(mark.kind, text[left:right])]
        place = right
    return Markup("").join([*pieces, write(text[place:end])])


def wrap(kind: str, words: str) -> Markup:
    """Set a mark: seen by its look, and heard by words that are not seen."""
    opening = Markup('<span class="{}"><span class="unseen">[{}: </span>').format(kind, NAMES[kind])
    return opening + write(words) + Markup('<span class="unseen">]</span></span>')


def write(words: str) -> Markup:
    """Escape a text for HTML, without control characters."""
    return escape(printable(words, keep_lines=True))

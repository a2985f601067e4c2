"""Attributions that the said words surround: ", X said," and "according to X" (Quirk et al. 1985, 15.54)."""

from __future__ import annotations

from transforms.quotes.beside_marks import Draft, read_according
from transforms.quotes.extent import CUT_AFTER_COMMA, trim_content
from transforms.quotes.lines import FINITE, RELATIVE, SUBJECTS, TERMINAL, Line
from transforms.quotes.sources import NAME_LINKS, Range, subject_range, words_after, words_before

SET_OFF = frozenset({",", "—", "–", "--"})


def read_parenthetical(line: Line, verb: int, a: int, b: int) -> tuple[list[Range], Range | None]:
    """An attribution set off by commas: the rest of the sentence is what was said; with its source."""
    found = set_off(line, verb, a, b)
    if found is None:
        return [], None
    begin, end, source = found
    while end < b and line.words[end] not in (",", ".", ";", "—", "–", "--", "?", "!"):
        if line.tags[end] in FINITE or line.mark_of[end] >= 0:
            return [], None
        end += 1
    ranges = [r for r in ((a, begin - 1), tail_after(line, end, b)) if r[1] - r[0] >= 2]
    holds_verb = any(line.tags[i] in FINITE or line.tags[i] == "MD" for x, y in ranges for i in range(x, y))
    return (ranges, source) if holds_verb else ([], None)


def set_off(line: Line, verb: int, a: int, b: int) -> tuple[int, int, Range] | None:
    """Begin, end and source of the words between commas that hold the verb and its subject."""
    if line.deps[verb] == "advcl" or line.tags[verb] not in FINITE:
        return None
    comma = verb - 1
    while comma > a and line.words[comma] not in SET_OFF:
        if line.tags[comma] in FINITE or (
            line.tags[comma] in ("WDT", "WP", "IN") and line.lowers[comma] not in NAME_LINKS
        ):
            return None
        comma -= 1
    if comma > a and comma < verb - 1:
        source = words_before(line, comma + 1, verb)
        if line.lowers[comma + 1] in RELATIVE:
            return None
        if source is not None and line.tags[source[0]] not in ("CC", "RB"):
            return comma + 1, verb + 1, source
    if comma == verb - 1 and comma > a:
        inverted = words_after(line, verb, b)
        if inverted is not None and not line.kids_with(verb, "dobj"):
            return verb, inverted[1], inverted
    subject = subject_range(line, verb)
    if subject is not None and a < subject[0] <= verb and line.words[subject[0] - 1] in SET_OFF:
        return subject[0], verb + 1, subject
    return None


def tail_after(line: Line, end: int, b: int) -> Range:
    """What follows a parenthetical attribution and still is said."""
    start = end + 1
    while b > start and (line.words[b - 1] in TERMINAL or line.words[b - 1].isspace()):
        b -= 1
    if start >= b or line.words[end] not in (",", "—", "–", "--"):
        return (b, b)
    if line.lowers[start] == "and" and line.mark_of[start + 1] >= 0:
        return (start + 1, b)
    if (
        (line.tags[start] in ("VBG", "VBN") and line.deps[start] not in SUBJECTS)
        or line.lowers[start] in CUT_AFTER_COMMA
        or line.lowers[start] in ("and", "but", "as")
    ):
        return (b, b)
    return (start, b)


def read_according_clause(line: Line, s: int, i: int) -> Draft | None:
    """The sentence around "according to X", in front, in the middle or at the end."""
    a, b = line.sentences[s]
    reading = read_according(line, i, b) if line.mark_of[i] < 0 else None
    if reading is None or reading.source is None:
        return None
    right = (reading.source[1], b)
    left = (a, i)
    if i - a <= 1:
        ranges = [right]
    elif right[1] - right[0] > 2 and line.words[right[0]] == "," and line.words[i - 1] == ",":
        ranges = (
            [left, right]
            if line.tags[right[0] + 1] not in ("VBG", "CC") and line.lowers[right[0] + 1] not in CUT_AFTER_COMMA
            else [left]
        )
    else:
        ranges = [left]
    ranges = [r for r in (trim_content(line, *r) for r in ranges) if r[1] - r[0] >= 2]
    if not ranges:
        return None
    return Draft(line, s, [line.chars(*r) for r in ranges], "according_to", i, reading.cue, reading.source)

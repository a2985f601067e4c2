"""Quotation marks: which pair with which, line by line, for every convention of English news.

Double marks are paired first, by one stack over all their glyphs: straight, curly, low, doubled single ones
(`''`, ``` `` ```), guillemets and corner brackets, because papers mix them. Single marks are paired after, each
within one stretch between double marks, since a single mark is far more often an apostrophe.
Conventions: Chicago Manual of Style 13.9-13.37 (nesting, reopened paragraphs), Guardian and Times style guides
(single marks inside double ones or the reverse), Unicode TR 14 "quotation marks" (other glyphs).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

GLYPH = re.compile(r"'''|''|``|’’|‘‘|[\"“”„‟″«»「」『』＂'‘’‚‛‹›`]")
OPENING = frozenset("“„‟«「『") | {"``", "‘‘"}
CLOSING = frozenset("”»」』") | {"’’"}
ANGLES = frozenset("«»")
SINGLE = frozenset("'‘’‚‛‹›`")
SINGLE_OPENING = frozenset("‘‚‛‹`")
TURNED = {"‚": "‘", "›": "‹"}  # what opens in German and Danish, and the opening glyph that closes it there
BEFORE_OPENING = frozenset("([{—–-―/:…") | {"\u200b", "\ufeff", "\u200e", "\u200f", "\u202a", "\u202b"}
AFTER_CLOSING = frozenset(".,;:!?)]}—–…-―/")
ENDS_SPEECH = frozenset(".,!?;:…—–-)")
# Elisions that begin with an apostrophe (Chicago Manual 7.31), decades ('90s), and what a tokenizer cut off its word:
# "the mill 's wheel", "we 'll go".
ELISION = re.compile(
    r"(?:em|til|tis|twas|cause|n|bout|round|cos|cuz|fraid|nother|gainst|neath|kay|sup|y'all)\b|\d\ds?\b"
    r"|(?-i:s|re|ve|ll|d|m|t|S)\b(?![.:])",
    re.I,
)
ATTRIBUTION = re.compile(
    r"[,.?!…](?= (?:(?:[A-Z][\w.’'-]*|he|she|they|the \w+|Mr\.|Mrs\.|Ms\.) ){1,4}(?:said|says|told|added|asked|wrote)\b"
    r"| (?:said|says|added|asked) [A-Zth])"
)
PLACES = ("start", "inner_start", "inner_end", "end")
MOST_NESTED = 16  # double marks inside one pair of single marks
SENTENCE_START = re.compile(r"[.!?]\s+(?=\S)")


@dataclass(frozen=True, slots=True)
class Mark:
    """One quoted stretch of a line: `start`..`end` with its marks, `inner_start`..`inner_end` without.

    `depth` is 0 for the outermost. An unclosed mark runs to the end of its line or to the attribution;
    it `continues` where the next line reopens it.
    """

    start: int
    inner_start: int
    inner_end: int
    end: int
    is_closed: bool = True
    depth: int = 0
    is_single: bool = False
    continues: bool = False


@dataclass(slots=True)
class Glyph:
    """A mark's glyph in a line with its direction: 1 opens, -1 closes, 0 either."""

    start: int
    end: int
    text: str
    direction: int


def pair_marks(lines: Sequence[str]) -> list[list[Mark]]:
    """Pair the marks of each line; the outermost come with `depth` 0.

    >>> [(m.inner_start, m.inner_end) for m in pair_marks(['He said: “It’s the ‘end’.”'])[0]]
    [(10, 25), (20, 23)]
    """
    paired = [pair_line(line) for line in lines]
    for i in range(len(lines)):
        close_below(paired, lines, i)
        carry_over(paired, lines, i)
    return [with_depths(marks) for marks in paired]


def pair_line(line: str) -> list[Mark]:
    """Pair the marks of one line: doubles, then singles between them."""
    glyphs = read_glyphs(line)
    if not glyphs:
        return []
    doubles = pair_doubles(line, [g for g in glyphs if g.text not in SINGLE])
    return doubles + pair_singles(line, [g for g in glyphs if g.text in SINGLE], doubles)


def read_glyphs(line: str) -> list[Glyph]:
    """Find the glyphs of a line and read which way each faces."""
    glyphs: list[Glyph] = []
    doubled_curly = "‘‘" in line
    for match in GLYPH.finditer(line):
        start, end, text = match.start(), match.end(), match[0]
        if text == "'''":
            middle = start + 2 if faces(line, start, end) >= 0 else start + 1
            pieces = [(start, middle), (middle, end)]
        elif text == "’’" and not doubled_curly and "‘" in line:
            pieces = [(start, start + 1), (start + 1, end)]
        else:
            pieces = [(start, end)]
        glyphs += [Glyph(a, b, line[a:b], direction_of(line, a, b, start, end)) for a, b in pieces]
    return glyphs


def faces(line: str, start: int, end: int) -> int:
    """Read from white space and punctuation which way a mark faces: 1 opens, -1 closes, 0 unclear."""
    before, after = line[start - 1 : start], line[end : end + 1]
    free_before = not before or before.isspace() or before in BEFORE_OPENING or before in OPENING
    free_after = not after or after.isspace() or after in AFTER_CLOSING or after in CLOSING
    if not before and after:
        return 1
    if free_before == free_after:
        return 0
    return 1 if free_before else -1


def direction_of(line: str, start: int, end: int, outer_start: int, outer_end: int) -> int:
    """Combine the glyph's own direction with its surroundings; guillemets are set with inner spaces."""
    glyph, context = line[start:end], faces(line, outer_start, outer_end)
    own = 1 if glyph in OPENING else -1 if glyph in CLOSING else 0
    if glyph in ANGLES and context == 0:
        return own
    if context == 0:
        return own
    return context if not own or own == context else 2 * own  # 2: glyph and context disagree


def pair_doubles(line: str, glyphs: list[Glyph]) -> list[Mark]:
    """Pair double marks with a stack; a mark that opens while another is open nests only if enough close."""
    closings_left = sum(1 for g in glyphs if g.direction in (-1, -2))
    stack: list[Glyph] = []
    marks: list[Mark] = []
    for glyph in glyphs:
        closings_left -= glyph.direction in (-1, -2)
        if opens(line, glyph, stack):
            if stack and closings_left <= len(stack):
                marks += [unclosed(line, stack[0], glyph.start)]
                stack.clear()
            stack.append(glyph)
        elif stack:
            opened = stack.pop()
            if opened.end < glyph.start:
                marks.append(Mark(opened.start, opened.end, glyph.start, glyph.end))
        elif glyph.direction < 0:
            marks += stray_closing(line, glyph, marks)
    if stack:
        marks.append(unclosed(line, stack[0], len(line)))
    return marks


def opens(line: str, glyph: Glyph, stack: list[Glyph]) -> bool:
    """Decide whether a glyph opens: by direction, by what is open where that is unclear; inches never do."""
    if glyph.direction in (0, 2):
        return not stack
    if glyph.direction == -2:  # a closing glyph that stands like an opening one
        return not stack
    return glyph.direction > 0


def unclosed(line: str, opened: Glyph, limit: int) -> Mark:
    """Give an unclosed mark its likely end: before an attribution, else the line or the next opening mark."""
    found = ATTRIBUTION.search(line, opened.end, limit)
    end = found.start() + 1 if found else len(line[:limit].rstrip())
    return Mark(opened.start, opened.end, max(end, opened.end), max(end, opened.end), is_closed=False)


def stray_closing(line: str, glyph: Glyph, marks: list[Mark]) -> list[Mark]:
    """Give a closing mark whose partner is missing the sentence before it, where it ends like speech."""
    before = line[glyph.start - 1 : glyph.start]
    if before not in (",", "?", "!", "." if marks else ",") or line[glyph.end : glyph.end + 1].isdigit():
        return []
    floor = marks[-1].end if marks else 0
    starts = [m.end() for m in SENTENCE_START.finditer(line, floor, glyph.start)]
    begin = (starts[-1] if starts else floor) if marks else 0
    while begin < glyph.start and line[begin].isspace():
        begin += 1
    return [Mark(begin, begin, glyph.start, glyph.end, is_closed=False)] if begin < glyph.start else []


def pair_singles(line: str, glyphs: list[Glyph], doubles: list[Mark]) -> list[Mark]:
    """Pair single marks that are no apostrophes: those outside all double marks, then those within each."""
    outer: list[Mark] = []
    for mark in sorted(doubles, key=lambda m: (m.start, -m.end)):
        if not outer or mark.start >= outer[-1].end:
            outer.append(mark)
    last = max((mark.end for mark in doubles), default=0)
    starts = [m.start for m in outer]
    stretches: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        k = bisect_right(starts, glyph.start) - 1
        stretches.setdefault(k if k >= 0 and glyph.start < outer[k].end else -1, []).append(glyph)
    marks: list[Mark] = []
    for k, own in stretches.items():
        marks += pair_stretch(line, own, starts if k < 0 else [], last)
    return marks


def pair_stretch(line: str, glyphs: list[Glyph], nested: Sequence[int], last: int) -> list[Mark]:
    """Pair the single marks of a stretch, over double marks that begin at `nested`, as British papers set them.

    An opening mark without a partner counts only behind `last`, the end of all double marks.
    """
    marks: list[Mark] = []
    opened: Glyph | None = None
    weak: Glyph | None = None
    for glyph in glyphs:
        if opened and bisect_left(nested, glyph.start) - bisect_left(nested, opened.start) > MOST_NESTED:
            marks += close_single(opened, weak)
            opened = weak = None
        kind = "close" if opened and closes_turned(line, opened, glyph) else single_kind(line, glyph)
        if kind == "open":
            marks += close_single(opened, weak)
            opened, weak = glyph, None
        elif opened and kind == "close":
            marks += close_single(opened, glyph)
            opened = weak = None
        elif opened and kind == "weak" and weak is None:
            weak = glyph
    marks += close_single(opened, weak)
    if opened and weak is None and last <= opened.start:
        marks.append(replace(unclosed(line, opened, len(line)), is_single=True))
    return marks


def closes_turned(line: str, opened: Glyph, glyph: Glyph) -> bool:
    """Whether a glyph that elsewhere opens closes here: ‚so‘, ›so‹."""
    return TURNED.get(opened.text) == glyph.text and not line[glyph.start - 1].isspace()


def close_single(opened: Glyph | None, closing: Glyph | None) -> list[Mark]:
    """Make the mark of a pair, if there is one with something in it."""
    if opened is None or closing is None or opened.end >= closing.start:
        return []
    return [Mark(opened.start, opened.end, closing.start, closing.end, is_single=True)]


def single_kind(line: str, glyph: Glyph) -> str:
    """Tell opening and closing single marks from apostrophes, possessives of plurals, feet and elisions."""
    before, after = line[glyph.start - 1 : glyph.start], line[glyph.end : glyph.end + 1]
    if before.isalnum() and after.isalnum():
        return "apostrophe"
    free_before = not before or before.isspace() or before in BEFORE_OPENING or GLYPH.match(before) is not None
    if free_before and after and not after.isspace() and (glyph.text != "’" and after not in AFTER_CLOSING):
        return "apostrophe" if ELISION.match(line, glyph.end) else "open"
    if not before or before.isspace():
        return spaced_single_kind(line, glyph)
    if glyph.text in SINGLE_OPENING - {"`"}:
        return "apostrophe"
    if before in ENDS_SPEECH or GLYPH.match(before):
        return "close"
    if before.isdigit() and glyph.text in "'`":
        return "weak"
    if after.isspace() and (before in "sSnzx"):
        return "weak"
    return "close"


def spaced_single_kind(line: str, glyph: Glyph) -> str:
    """Tell the direction of a single mark with white space before it, as tokenized text has them: ` No , ' she said."""
    if glyph.text in SINGLE_OPENING:
        return "open" if line[glyph.end :].strip() else "apostrophe"
    before = line[: glyph.start].rstrip()[-1:]
    if glyph.text == "‹" or not before:
        return "apostrophe"
    return "close" if before in ENDS_SPEECH else "weak"


def close_below(paired: list[list[Mark]], lines: Sequence[str], i: int) -> None:
    """Carry a double mark that a line leaves open to the next, which closes it without having opened it again."""
    mark = max(paired[i], key=lambda m: m.end, default=None)
    if mark is None or mark.is_closed or mark.is_single or mark.start == mark.inner_start or i + 1 >= len(lines):
        return
    line, end = lines[i + 1], len(lines[i].rstrip())
    doubles = [g for g in read_glyphs(line) if g.text not in SINGLE]
    if not doubles or not closes_speech(line, doubles[0], lines[i][mark.start : mark.inner_start]):
        return
    first, rest = doubles[0], line[doubles[0].end :]
    after = [replace(m, **{at: getattr(m, at) + first.end for at in PLACES}) for m in pair_line(rest)]
    paired[i][paired[i].index(mark)] = replace(mark, continues=True, inner_end=end, end=end)
    paired[i + 1] = [Mark(0, 0, first.start, first.end), *after]


def closes_speech(line: str, glyph: Glyph, opened: str) -> bool:
    """Whether a glyph ends a sentence that began above: as it faces, or as the pair of the one that opened."""
    is_closing = glyph.direction == -1 or (glyph.direction == 0 and (opened, glyph.text) == ("``", "''"))
    return is_closing and line[: glyph.start].rstrip()[-1:] in ENDS_SPEECH


def carry_over(paired: list[list[Mark]], lines: Sequence[str], i: int) -> None:
    """Note that a line's last mark, unclosed, continues where the next line reopens one; drop stray single marks."""
    if not paired[i]:
        return
    k = max(range(len(paired[i])), key=lambda k: paired[i][k].end)
    mark = paired[i][k]
    if not mark.is_closed and mark.start < mark.inner_start and reopens(paired, lines, i + 1, mark.is_single):
        end = len(lines[i].rstrip())
        paired[i][k] = replace(mark, continues=True, inner_end=end, end=end)
    carried = i > 0 and ends_open(paired[i - 1])
    paired[i] = [m for m in paired[i] if m.is_closed or m.continues or not m.is_single or carried]


def reopens(paired: list[list[Mark]], lines: Sequence[str], i: int, is_single: bool) -> bool:
    """Whether a line begins with an opening mark of this kind."""
    if i >= len(lines) or not paired[i]:
        return False
    first = min(paired[i], key=lambda m: m.start)
    return first.is_single == is_single and not lines[i][: first.start].strip()


def ends_open(marks: Iterable[Mark]) -> bool:
    """Whether a line leaves a mark open that the next one continues."""
    return any(m.continues for m in marks)


def with_depths(marks: list[Mark]) -> list[Mark]:
    """Order marks by place, note how deep each stands, and drop what crosses an outer one."""
    out: list[Mark] = []
    open_ends: list[int] = []
    for mark in sorted(marks, key=lambda m: (m.start, -m.end)):
        while open_ends and open_ends[-1] <= mark.start:
            open_ends.pop()
        if open_ends and mark.end > open_ends[-1]:
            continue
        if mark.inner_start < mark.inner_end:
            out.append(replace(mark, depth=len(open_ends)))
            open_ends.append(mark.end)
    return out

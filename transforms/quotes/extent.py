"""Where a reported clause ends: cuts and extensions after the conventions of PARC 3.0 and PolNeAR.

The parse gives a first extent; it is fitted so that it holds whole marks and stops before other reports and
before mere comment (S. Pareti, "PARC 3.0: a corpus of attribution relations", 2016; E. Newell et al., 2018).
"""

from __future__ import annotations

from transforms.quotes.lines import DASHES, FINITE, TERMINAL, Line, is_dash, is_reporting, own_finite
from transforms.quotes.reporting_verbs import CORE
from transforms.quotes.sources import Range
from transforms.words.lists import word_set

CUT_AFTER_COMMA = word_set("which who while though although whereas according something")
ADJUNCTS = frozenset(
    {"prep", "advcl", "advmod", "npadvmod", "dobj", "xcomp", "dep", "acl", "conj", "appos", "ccomp", "oprd", "prt"}
)


def bounded(line: Line, verb: int, start: int, end: int, limit: int) -> Range | None:
    """Fit a content to the conventions: complementiser off, cut before other reports, whole marks, no loose tail."""
    while start < end and (line.lowers[start] in ("that", ",", ":") or line.words[start].isspace()):
        start += 1
    if start < end and line.mark_of[start] >= 0 and line.mark_ranges[line.mark_of[start]][0] == start - 1:
        start -= 1
    end = extend(line, verb, min(end, limit), limit)
    end = cut(line, verb, start, end)
    end = whole_marks(line, end, limit)
    while end > start and (line.words[end - 1] in (",", ";", ":") or line.words[end - 1] in TERMINAL
                           or line.words[end - 1].isspace() or line.words[end - 1] in DASHES):  # fmt: skip
        end -= 1
    return (start, end) if end - start >= 2 or (start < end and line.mark_of[start] >= 0) else None


def extend(line: Line, verb: int, end: int, limit: int) -> int:
    """Take in what the parser hung on the verb though it follows the clause without a comma, and "and that ..."."""
    if (
        end + 2 < limit
        and line.lowers[end] == "and"
        and line.lowers[end + 1] == "that"
        and line.deps[end + 1] == "mark"
    ):
        end = max(end, line.right(line.heads[end + 1]))
    while end < limit and line.words[end] not in (",", ";", ":") and line.words[end] not in TERMINAL:
        at = end
        while line.heads[at] > end or (line.heads[at] != verb and line.left(line.heads[at]) >= end):
            if line.heads[at] == at:
                break
            at = line.heads[at]
        if line.heads[at] != verb or line.deps[at] not in ADJUNCTS or is_reporting(line, at) or line.deps[at] == "conj":
            break
        end = max(line.right(at), end + 1)
    return coordinated(line, verb, min(end, limit), limit)


def coordinated(line: Line, verb: int, end: int, limit: int) -> int:
    """Take in "and will ...", "but because ..." after a clause: not in the cue's tense, so not the cue's own action."""
    at = end + 1 if end < limit and line.words[end] == "," else end
    if at + 2 >= limit or line.lowers[at] not in ("and", "but", "or"):
        return end
    following = at + 1
    tag = line.tags[following]
    goes_on = tag in ("MD", "TO") or line.lowers[following] in ("because", "that", "not")
    if not goes_on and not (
        tag in FINITE and line.tags[verb] == "VBD" and tag != "VBD" and not is_reporting(line, following)
    ):
        return end
    for i in range(following, min(following + 6, limit)):
        if line.tags[i].startswith("VB"):
            return max(min(line.right(i), limit), i + 1)
    return end


def cut(line: Line, verb: int, start: int, end: int) -> int:
    """Cut before a relative or concessive clause after a comma, and before the next report."""
    for j in range(start + 1, end - 2):
        if line.mark_of[j] >= 0:
            continue
        word, following = line.words[j], line.lowers[j + 1]
        if word == "," and (following in CUT_AFTER_COMMA or (line.tags[j + 1] == "VBG" and is_reporting(line, j + 1))):
            if goes_on_behind(line, start, j, end):
                continue
            return j
        if word == "," and line.tags[j + 1] in ("IN", "TO") and line.tags[j + 2] in ("WDT", "WP"):
            return j
        if word == "according" and following == "to":
            return j
        if word == "," and line.tags[j + 1] == "CC" and starts_own_report(line, j + 2, end):
            return j
        if line.lowers[j] in ("and", "but") and next_report(line, verb, j + 1, end):
            return j
        if is_dash(line, j) and line.mark_of[j - 1] >= 0:
            return j
        if line.mark_of[j - 1] >= 0 and ends_content(line, j + line.words[j].isspace()):
            return j
    return end


def goes_on_behind(line: Line, start: int, j: int, end: int) -> bool:
    """Whether the verb of a clause still follows what a comma at j opens: in the towns, which are small, it rains."""
    tops = [i for i in range(start, end) if line.tags[i].startswith("VB") and not start <= line.heads[i] < end]
    return bool(tops) and tops[0] > j + 1 and own_finite(line, tops[0])


def starts_own_report(line: Line, j: int, end: int) -> bool:
    """Whether a clause of another speaker begins at j: a subject, then a plain verb of saying."""
    for i in range(j, min(j + 10, end)):
        if line.mark_of[i] >= 0 or line.words[i] == ",":
            return False
        if line.tags[i] in FINITE and line.deps[i] not in ("aux", "auxpass"):
            return i > j and line.lemmas[i] in CORE and bool(line.kids_with(i, "nsubj"))
    return False


def ends_content(line: Line, j: int) -> bool:
    """Whether the marks before j close what is said: a comma, then a participle or a judging apposition."""
    k = max(line.mark_of[j - 1], line.mark_of[j - 2])
    comma = j < len(line.words) and line.words[j] == ","
    if not comma and not line.ends_speech(k, ","):
        return False
    following = j + comma
    if following >= len(line.words):
        return False
    return line.tags[following] == "VBG" or (line.lowers[following] in ("a", "an") and not marks_soon(line, following))


def marks_soon(line: Line, i: int) -> bool:
    """Whether marks open behind an article and modifiers, one more in a row: a “nag,” an “awful driver”."""
    while i < len(line.words) and line.mark_of[i] < 0 and line.tags[i] in ("DT", "JJ", "RB"):
        i += 1
    return i < len(line.words) and line.mark_of[i] >= 0


def next_report(line: Line, verb: int, j: int, end: int) -> bool:
    """Whether a reporting verb in the tense of the cue follows a conjunction, so that it continues the cue's clause."""
    first = j
    while j < end and (line.tags[j] in ("RB", "MD") or line.deps[j] in ("aux", "neg")):
        j += 1
    if j >= end or not is_reporting(line, j):
        return False
    return line.tags[j] == line.tags[verb] or (j > first and line.deps[j - 1] in ("aux", "neg"))


def whole_marks(line: Line, end: int, limit: int) -> int:
    """Never end inside marks; take in marks that follow at once and end the sentence."""
    if end < limit and line.mark_of[end] >= 0:
        closing = line.mark_ranges[line.mark_of[end]][1]
        if line.mark_of[end - 1] == line.mark_of[end] or closing >= limit - 1:
            return min(closing, limit)
    return end


def trim_content(line: Line, a: int, b: int) -> Range:
    """Cut punctuation off both ends of a content."""
    while a < b and (line.words[a] in (",", ";", ":") or line.words[a].isspace() or line.words[a] in DASHES):
        a += 1
    while a < b and (
        line.words[b - 1] in (",", ";", ":") or line.words[b - 1] in TERMINAL or line.words[b - 1].isspace()
    ):
        b -= 1
    return a, b

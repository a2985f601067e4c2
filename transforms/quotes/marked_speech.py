"""The attributions of one sentence beside its marks, from left to right: which marks they claim, and how far."""

from __future__ import annotations

import re

from transforms.quotes.beside_marks import Draft, Reading, read_after, read_before
from transforms.quotes.lines import (
    DASHES,
    FINITE,
    Line,
    is_dash,
    is_reporting,
    is_title,
    names_work,
    own_finite,
    starts_upper,
)
from transforms.quotes.reporting_verbs import TELLERS, has_frame
from transforms.quotes.sources import Range

ANY_VERB_FROM = 4  # words in marks before a comma whose verb need not be in the lexicon
CLAUSE_GOES_ON = frozenset({"TO", "IN", "VBD", "VBZ", "VBP", "VB", "VBN", "MD", "NN", "NNS", "JJ"})
TURNS = frozenset(
    {"when", "as", "after", "before", "while", "during", "because", "although", "though", "at", "on", "in"}
)
STOPS = frozenset({",", ";", ":", ".", "?", "!", "—", "–", "--", "(", ")", "]"})
CONTINUING = frozenset({",", ":", ";", "that"})
CONDITIONS = frozenset({"if", "unless", "should"})
LONG_HEAD = 5  # tokens of an adverbial before an attribution that lower-case marks go on with
COLONS = frozenset({"cue_colon", "colon_clause", "colon_noun", "colon_name"})
NEAREST_CUE = 5  # tokens between a mark and the verb of its own attribution
FRONTED = frozenset({"if", "when", "because", "unless", "although", "though", "while", "until"})


GLOSS = re.compile(r" ?[(\[]")  # between words in marks and their translation in marks


class BesideMarks:
    """Walks the marks of a sentence; `free_from` is where the next content may begin."""

    def __init__(self, line: Line, s: int) -> None:
        self.line = line
        self.s = s
        self.first, self.last = line.sentences[s]
        self.marks = marks_within(line, self.first, self.last)
        self.drafts: list[Draft] = []
        self.free_from = self.first
        self.gap_from = self.first
        self.attributed = 0  # token after the last attribution that followed its words

    def read(self) -> list[Draft]:
        """The quotations that attributions beside the marks claim."""
        for n in range(len(self.marks)):
            self.take_mark(n)
        return self.drafts

    def take_mark(self, n: int) -> None:
        """Let the words before the n-th mark claim it, or an interrupted quotation, or the words after."""
        line, k = self.line, self.marks[n]
        opening, closing = line.mark_ranges[k]
        if names_work(line, k):
            return
        answered = self.has_own_attribution(n)
        before = read_before(line, k, self.gap_from)
        if before and ((self.drafts and before.verb == self.drafts[-1].verb) or (answered and before.rule in COLONS)):
            before = None
        if before is None and not answered and self.attributed and continues(line, self.attributed, opening):
            end = through_clause(line, k, closing, self.gap_to(n))
            self.drafts[-1].add_parts([line.chars(opening, end)])
            self.free_from = self.attributed = closing
        elif before is not None:
            self.take_introduced(n, before)
        elif opening >= self.free_from:
            self.take_followed(n)
        self.gap_from = closing

    def has_own_attribution(self, n: int) -> bool:
        """Whether a comma and who said it follow the n-th mark at once: that cue outweighs a colon or part before."""
        line, k = self.line, self.marks[n]
        closing = line.mark_ranges[k][1]
        if not line.ends_speech(k, ","):
            return False
        after = read_after(line, k, closing, self.gap_to(n), False)
        return after is not None and after.rule != "according_to" and after.verb - closing <= NEAREST_CUE

    def gap_to(self, n: int) -> int:
        """Where the words after the n-th mark end: at the next mark or with the sentence."""
        return self.line.mark_ranges[self.marks[n + 1]][0] if n + 1 < len(self.marks) else self.last

    def take_introduced(self, n: int, before: Reading) -> None:
        """Claim a mark, and what it is joined to, for the attribution before it."""
        opening, closing = self.line.mark_ranges[self.marks[n]]
        end = through_conjunction(self.line, self.marks, n)
        end = through_clause(self.line, self.marks[n], end, self.gap_to(n)) if end == closing else end
        ranges = [(fronted_from(self.line, before, opening), end)]
        head = split_head(self.line, before, self.free_from, opening, self.marks[n])
        self.add(before, [head, *ranges] if head else ranges)
        self.free_from, self.attributed = end, 0

    def take_followed(self, n: int) -> None:
        """Claim a mark, and the clause around it, for the attribution after it."""
        line, k = self.line, self.marks[n]
        opening, closing = line.mark_ranges[k]
        whole = all(line.mark_of[i] >= 0 or not line.words[i].isalnum() for i in range(self.free_from, opening))
        after = read_after(line, k, closing, self.gap_to(n), whole and closing - opening > ANY_VERB_FROM)
        if after is None or (
            not whole and (has_own_clause(line, after.verb) or not says_something(line, self.free_from, closing))
        ):
            return
        end = closing
        if after.source and not line.ends_speech(k) and after.rule != "according_to":
            end = comma_before(line, closing, min(after.source[0], after.verb))
        self.add(after, [(said_from(line, self.free_from, opening, k), end)])
        self.free_from, self.attributed = closing, max(after.cue[1], after.source[1] if after.source else 0)

    def add(self, reading: Reading, ranges: list[Range]) -> None:
        """Note a quotation."""
        spans = [self.line.chars(*r) for r in ranges]
        self.drafts.append(Draft(self.line, self.s, spans, reading.rule, reading.verb, reading.cue, reading.source))


def says_something(line: Line, a: int, b: int) -> bool:
    """Whether words hold a verb, as an adverbial with a title in marks does not: on “Radio Lund,” she said ...."""
    return any(line.tags[i].startswith("VB") or line.tags[i] == "MD" for i in range(a, b))


def has_own_clause(line: Line, verb: int) -> bool:
    """Whether a verb governs a finite clause on its right, which is then what it reports."""
    return any(k > verb and line.mark_of[k] < 0 and own_finite(line, k) for k in line.kids_with(verb, "ccomp"))


def comma_before(line: Line, closing: int, attribution: int) -> int:
    """Where the clause ends that goes on after the marks: "the only way" to do it, he said."""
    at = attribution - 1
    start = closing + line.words[closing].isspace()
    if at > start and line.words[at] == "," and line.words[start] not in STOPS:
        return at
    return closing


def fronted_from(line: Line, reading: Reading, opening: int) -> int:
    """Where introduced words begin: with a clause between cue and marks, as in: says if elected "I will ..."."""
    for i in range(reading.cue[1], opening - 1):
        if line.lowers[i] in FRONTED and line.words[opening - 1] != ":":
            return i
    return opening


def split_head(line: Line, reading: Reading, free_from: int, opening: int, k: int) -> Range | None:
    """The clause before an attribution set off by commas, where the marks go on with it: If so, he said, "we ..."."""
    if reading.rule != "cue_before" or reading.source is None:
        return None
    begin = min(reading.source[0], reading.verb)
    if begin - 1 <= free_from + 1 or line.words[begin - 1] != "," or line.words[opening - 1] != ",":
        return None
    is_whole = starts_upper(line, k) and line.ends_speech(k, ".?!…")
    is_topic = line.lowers[free_from : free_from + 2] == ["as", "for"]
    if line.lowers[free_from] in CONDITIONS or (is_topic and not is_whole):
        return free_from, begin - 1
    holds_verb = any(line.tags[i].startswith(("VB", "MD")) for i in (*range(free_from, begin - 1), opening + 1))
    goes_on = not starts_upper(line, k) and (holds_verb or begin - free_from > LONG_HEAD)
    return (free_from, begin - 1) if goes_on else None


def said_from(line: Line, content_from: int, opening: int, k: int) -> int:
    """Where an attributed content begins: with the clause around its marks, unless the clause only introduces them."""
    at = opening - 1
    while at > content_from and line.words[at].isspace():
        at -= 1
    parted = line.words[at] == "," or is_dash(line, at)
    introduced = at >= content_from and (line.words[at] == ":" or (parted and starts_upper(line, k)))
    return opening if introduced else content_from


def continues(line: Line, attributed: int, opening: int) -> bool:
    """Whether the next mark continues the quotation: right after the attribution, or set off by a comma or dash."""
    if attributed >= opening:  # the source runs on into the marks: Lunn, who calls it a "mess"
        return False
    if any(is_reporting(line, i) and has_frame(line.lemmas[i], "qct") for i in range(attributed, opening)):
        return False
    k = line.mark_of[opening]
    if is_title(line, k) and (line.tags[opening - 1] in ("IN", "POS", "DT") or line.lemmas[opening - 1] in TELLERS):
        return False
    between = [w for w in line.lowers[attributed:opening] if not w.isspace()]
    loose = ("CC",) if starts_upper(line, k) else ("CC", "RB")
    joined = all(line.tags[i] in loose or not line.words[i].isalnum() for i in range(attributed, opening))
    return joined or between[-1] in CONTINUING or between[-1] in DASHES


def through_conjunction(line: Line, marks: list[int], n: int) -> int:
    """Where words introduced before marks end: with the mark, its translation, or the last that "and" joins."""
    end = line.mark_ranges[marks[n]][1]
    for k in marks[n + 1 :]:
        opening, closing = line.mark_ranges[k]
        if GLOSS.fullmatch(line.text, line.marks[k - 1].end, line.marks[k].start):
            end = closing
            continue
        if (
            opening - end > 3
            or not any(line.tags[i] == "CC" for i in range(end, opening))
            or line.ends_speech(k - 1, ".?!")
        ):
            break
        end = closing
    return end


def through_clause(line: Line, k: int, closing: int, limit: int) -> int:
    """Where words after marks that end in the middle of a clause still belong to it: "we are free" to decide."""
    start = closing + (closing < limit and line.words[closing].isspace())
    if line.ends_speech(k) or start >= limit or not line.words[start][:1].islower():
        return closing
    if line.tags[start] not in CLAUSE_GOES_ON or line.lowers[start] in TURNS:
        return closing
    end = start
    while end < limit and line.words[end] not in STOPS:
        if line.tags[end] == "CC" and end + 1 < limit and line.tags[end + 1] in FINITE:
            break
        end += 1
    return end


def marks_within(line: Line, a: int, b: int) -> list[int]:
    """Indices of the marks that begin between two tokens."""
    out: list[int] = []
    for i in range(a, b):
        k = line.mark_of[i]
        if k >= 0 and (not out or out[-1] != k):
            out.append(k)
    return out

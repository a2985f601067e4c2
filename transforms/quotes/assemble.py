"""From drafts to quotations: clean spans, type, speaker, hearer, stance and confidence."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from transforms.quotes.beside_marks import Draft
from transforms.quotes.hearers import hearer_range
from transforms.quotes.lines import Line
from transforms.quotes.marked_speech import GLOSS
from transforms.quotes.parts import Part, join_parts
from transforms.quotes.reporting_verbs import stance_of
from transforms.quotes.rules import confidence_of
from transforms.quotes.speakers import Resolver
from transforms.values import Quotation

LAYOUT_RULES = frozenset(
    {"transcript", "interview", "signed", "letter", "post", "dialogue_dash", "block"}
)  # the layout stands for the marks
LOOSE = " \t\u00a0\u2009\u202f\u200b,;:–—-"


class Finisher:
    """Turns the drafts of one article into quotations."""

    def __init__(self, text: str, lines: Sequence[Line], resolver: Resolver) -> None:
        self.text = text
        self.lines = lines
        self.starts = [line.start for line in lines]
        self.resolver = resolver

    def finish(self, draft: Draft) -> Quotation | None:
        """Make the quotation of a draft; nothing where no letter is left."""
        tidied = (s for span in draft.spans if (s := self.tidy(span)))
        spans = join_parts(part for span in tidied for part in self.part_gloss(span))
        if not spans:
            return None
        speaker = self.resolver.resolve(draft)
        line = draft.line
        return Quotation(
            quote_type="direct" if draft.rule in LAYOUT_RULES else self.type_of(spans),
            spans=tuple(spans),
            speaker=line.chars(*draft.source) if draft.source else None,
            speaker_kind=speaker.kind,
            speaker_entity=speaker.entity,
            speaker_rule=speaker.rule,
            cue=self.cue(draft),
            cue_class=stance_of(line.lemmas[draft.cue[0]]) if draft.cue is not None else None,
            told_to=self.hearer(draft),
            confidence=confidence_of(draft.rule, speaker.confidence),
            rule=draft.rule,
        )

    def cue(self, draft: Draft) -> Part | None:
        """The characters of the cue, without the bracket that a tokenizer leaves before a colon: "(Lund):"."""
        if draft.cue is None:
            return None
        start, end = draft.line.chars(*draft.cue)
        return start + (self.text[start:end] == "):"), end

    def line_of(self, at: int) -> Line:
        """The line that holds a character of the body."""
        return self.lines[bisect_right(self.starts, at) - 1]

    def tidy(self, span: Part) -> Part | None:
        """Strip white space and loose punctuation outside marks, and the marks around the whole."""
        start, end = self.strip(*span, LOOSE)
        line = self.line_of(start)
        for mark in line.marks_near(start, end):
            opening, closing = mark.start + line.start, mark.end + line.start
            inner_start, inner_end = mark.inner_start + line.start, mark.inner_end + line.start
            begins, ends = opening <= start <= inner_start, inner_end <= end <= closing or self.same_end(end, closing)
            if begins and ends:
                start, end = self.strip(inner_start, inner_end, LOOSE[:6])
            elif opening < start < inner_start:
                start = opening
            elif inner_end < end < closing:
                end = closing
        return (start, end) if any(c.isalnum() for c in self.text[start:end]) else None

    def part_gloss(self, span: Part) -> list[Part]:
        """Two parts of words in marks and their translation, in marks and brackets too: “Ya basta” (“Enough”)."""
        start, end = span
        line = self.line_of(start)
        marks = line.marks_near(start, end)
        if len(marks) != 2 or not GLOSS.fullmatch(line.text, marks[0].end, marks[1].start):
            return [span]
        first, gloss = ((m.inner_start + line.start, m.inner_end + line.start) for m in marks)
        covers = start <= first[0] and gloss[1] <= end and not any(c.isalnum() for c in self.text[gloss[1] : end])
        return [first, gloss] if covers and not any(c.isalnum() for c in self.text[start : first[0]]) else [span]

    def same_end(self, end: int, closing: int) -> bool:
        """Whether only punctuation lies between a span's end and a mark's."""
        return end < closing and not any(c.isalnum() for c in self.text[end:closing])

    def strip(self, start: int, end: int, loose: str) -> Part:
        """Strip characters off both ends."""
        while start < end and self.text[start] in loose:
            start += 1
        while start < end and self.text[end - 1] in loose:
            end -= 1
        return start, end

    def type_of(self, spans: Sequence[Part]) -> str:
        """`direct` where all words stand in marks, `mixed` where some do, else `indirect`."""
        inside = outside = False
        for start, end in spans:
            line = self.line_of(start)
            marks = line.marks_near(start, end)
            covered = [(max(start, m.inner_start + line.start), min(end, m.inner_end + line.start)) for m in marks]
            inside = inside or any(x < y for x, y in covered)
            at = start
            for x, y in [*covered, (end, end)]:
                outside = outside or any(c.isalnum() for c in self.text[at:x])
                at = max(at, y)
        return "mixed" if inside and outside else "direct" if inside else "indirect"

    def hearer(self, draft: Draft) -> str | None:
        """Whom the words were said to, in the article's own words."""
        if draft.verb is None or draft.rule == "according_to" or not draft.line.tags[draft.verb].startswith("VB"):
            return None
        found = hearer_range(draft.line, draft.verb, draft.line.sentences[draft.sentence][1])
        if found is None or (draft.source and found[0] < draft.source[1] and draft.source[0] < found[1]):
            return None
        start, end = draft.line.chars(*found)
        return self.text[start:end]

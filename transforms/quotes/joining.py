"""Parts of one quotation: sentences and paragraphs in marks without a cue of their own find the cue they share.

One cue, one quotation: what follows in marks in the same paragraph belongs to the cue before it, what precedes to the
cue after it. A paragraph that leaves its marks open and the next, which opens them again, are one quotation, whichever
of them has the cue; a paragraph wholly in marks of the same kind, after one that closed them, is another of the same
speaker (Chicago Manual of Style 13.32 on paragraphs, 13.39 on dialogue).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from transforms.quotes.asides import answered_by, read_aside
from transforms.quotes.beside_marks import Draft
from transforms.quotes.blocks import colon_draft, read_block
from transforms.quotes.lines import DASHES, FINITE, Line
from transforms.quotes.marks import ends_open
from transforms.quotes.sources import Range, trim

LONG_ENOUGH = 8  # words in marks that are a quotation though nobody is said to speak them
CREDIT_WORDS = 15  # most tokens of a line that credits words in marks above it
CLAUSE_WORDS = 4  # words in marks that carry their sentence into the quotation before it
Place = tuple[int, int]
Sentence = tuple[Line, int]


class Joiner:
    """Walks the sentences of an article once and attaches what stands alone in marks."""

    def __init__(self, lines: Sequence[Line], found: Mapping[Place, list[Draft]], taken: Collection[int] = ()) -> None:
        self.lines = lines
        self.found = found
        self.taken = taken  # lines that a layout shows as somebody's words
        self.out: list[Draft] = []
        self.last: Draft | None = None  # the quotation that the previous sentence or paragraph ended with
        self.block = -1  # the last line taken whole as a block quotation
        self.pending: list[Sentence] = []  # in marks, and waiting for a cue

    def join(self) -> list[Draft]:
        """All drafts with their parts."""
        for line in self.lines:
            if line.index in self.taken:
                self.settle()
                self.last = None
                continue
            for s in range(len(line.sentences)):
                self.take_sentence(line, s)
            if not (self.pending and ends_open(line.marks)):  # else the next line may have their cue
                self.settle()
        self.settle()
        return self.out

    def take_sentence(self, line: Line, s: int) -> None:
        """Place one sentence: attributed, in marks alone, or neither."""
        here = self.found[line.index, s]
        if line.index <= self.block:
            return
        if here and not (s == 0 and self.take_block(line)):
            self.take_attributed(line, here)
        elif here or (s == 0 and self.take_block(line)):
            return
        elif is_bare(line, s):
            if self.last is not None and self.last.reach == line.index:
                self.extend(self.last, [(line, s)])
            else:
                self.pending.append((line, s))
        elif self.last is not None and self.last.reach == line.index and quotes_clause(line, s):
            self.last.add_parts([line.chars(*line.sentences[s])])
        elif has_words(line, s):
            if self.pending and (told := read_aside(line, s, self.pending[0])):
                self.take_aside(told)
            self.settle()
            if s == 0 and self.take_credit(line):
                return
            if self.last is not None and self.last.reach != line.index:
                self.last = None

    def take_block(self, line: Line) -> bool:
        """Take paragraphs without marks that the line before introduces as somebody's own words."""
        block = read_block(self.lines, line.index, self.found)
        if block is None:
            return False
        self.settle()
        self.out.append(block)
        self.block, self.last = block.reach, None
        return True

    def take_attributed(self, line: Line, here: list[Draft]) -> None:
        """Take an attributed sentence, and give it the sentences in marks that wait before it."""
        if self.pending and here[0].rule.startswith("cue_after") and starts_in_marks(line, here[0]):
            here[0].add_parts(span for before, s in self.pending for span in bare_spans(before, s))
            self.pending = []
        self.settle()
        for draft in here:
            draft.reach = line.index
        self.out += here
        beside = [d for d in here if d.rule.startswith("cue")]
        self.last = None if here[-1].rule == "dash_after" else (beside or here)[-1]

    def settle(self) -> None:
        """Give waiting sentences to the line before: its introducing colon, last quotation or speaker; or to nobody."""
        if not self.pending:
            return
        waiting, self.pending = self.pending, []
        first, s = waiting[0]
        told = read_aside(first, s - 1, waiting[0]) if s else None
        if told is not None:
            self.out.append(told)
            self.extend(told, waiting)
            self.last = told
            return
        before = self.lines[first.index - 1] if first.index and s == 0 else None
        opened = colon_draft(before) if before is not None else None
        if opened is not None:
            self.out.append(opened)
            self.extend(opened, waiting)
            self.last = opened
        elif before is None or self.last is None or self.last.reach != before.index:
            self.keep_unattributed(waiting)
        elif ends_open(before.marks):
            self.extend(self.last, waiting)
        else:
            self.go_on(self.last, waiting)

    def take_aside(self, told: Draft) -> None:
        """Give waiting sentences to whom the sentence after them is about: “No.” She shook her head."""
        waiting, self.pending = self.pending, []
        self.out.append(told)
        self.extend(told, waiting)
        self.last = told

    def take_credit(self, line: Line) -> bool:
        """Take a line that is only a dash and a name as the credit of the words in marks above it."""
        source = credit_of(line)
        if source is None or self.last is None or self.last.reach != line.index - 1:
            return False
        above = self.lines[line.index - 1]
        spans = [span for t in range(len(above.sentences)) if is_bare(above, t) for span in bare_spans(above, t)]
        if not spans:
            return False
        self.last.spans = [span for span in self.last.spans if span not in spans]
        if not self.last.spans and self.out[-1] is self.last:
            self.out.pop()
        self.out.append(Draft(line, 0, spans, "dash_after", None, (0, 1), source, reach=line.index))
        self.last = None
        return True

    def go_on(self, before: Draft, waiting: list[Sentence]) -> None:
        """Make another quotation of who has just spoken; of nobody, where it is not known who that was."""
        goes_on = shares_marks(before, self.lines[before.reach], waiting[0]) and ends_sentence(*waiting[-1])
        if before.rule == "unattributed" or not goes_on:
            self.keep_unattributed(waiting)
            return
        answers = answered_by(self.out, waiting)
        rule, whom = ("continued", before) if answers is None else ("turn", answers)
        self.last = Draft(*waiting[0], [], rule, speaks_on=whom.speaks_on or whom)
        self.out.append(self.last)
        self.extend(self.last, waiting)

    def keep_unattributed(self, waiting: list[Sentence]) -> None:
        """Keep long words in marks that nobody is said to speak; the next paragraph may not join them."""
        found = [(line, span) for line, s in waiting for span in bare_spans(line, s)]
        words = [word for line, (x, y) in found for word in line.text[x - line.start : y - line.start].split()]
        if sum(any(c.isalnum() for c in word) for word in words) >= LONG_ENOUGH:
            spans = [span for _, span in found]
            self.last = Draft(*waiting[0], spans, "unattributed", reach=waiting[-1][0].index)
            self.out.append(self.last)

    def extend(self, draft: Draft, sentences: list[Sentence]) -> None:
        """Add sentences in marks to a quotation."""
        draft.add_parts(span for line, s in sentences for span in bare_spans(line, s))
        draft.reach = sentences[-1][0].index


def credit_of(line: Line) -> Range | None:
    """The name phrase of a line that holds nothing but a dash and it."""
    if len(line.words) < 2 or line.words[0] not in DASHES or len(line.words) > CREDIT_WORDS or line.marks:
        return None
    verbless = not any(tag in FINITE for tag in line.tags)
    return trim(line, 1, len(line.words)) if verbless and line.words[1][:1].isupper() else None


def is_bare(line: Line, s: int) -> bool:
    """Whether a sentence stands wholly in marks."""
    a, b = line.sentences[s]
    plain = (line.words[i] for i in range(a, b) if line.mark_of[i] < 0)
    return any(line.mark_of[i] >= 0 for i in range(a, b)) and not any(c.isalnum() for word in plain for c in word)


def shares_marks(before: Draft, last: Line, waiting: Sentence) -> bool:
    """Whether a sentence stands in marks of the kind, double or single, in which the quotation before it ended."""
    line, s = waiting
    spoken = before.spans[-1][1] - last.start
    kinds = {mark.is_single for mark in last.marks if mark.start < spoken and mark.depth == 0}
    return not kinds or line.marks[line.mark_of[first_marked(line, s)]].is_single in kinds


def ends_sentence(line: Line, s: int) -> bool:
    """Whether the words in marks that end a sentence of the text end one themselves, as no title or heading does."""
    last = max(i for i in range(*line.sentences[s]) if line.mark_of[i] >= 0)
    mark = line.marks[line.mark_of[last]]
    return line.text[: mark.inner_end].rstrip("\"'”’»›“‘ \u00a0)]…")[-1:] in ".?!,;—–-…" or not mark.is_closed


def first_marked(line: Line, s: int) -> int:
    """The first token of a sentence that stands in marks."""
    return next(i for i in range(*line.sentences[s]) if line.mark_of[i] >= 0)


def quotes_clause(line: Line, s: int) -> bool:
    """Whether a sentence that nobody is said to speak ends with several words in marks."""
    a, b = line.sentences[s]
    marks = sorted({line.mark_of[i] for i in range(a, b) if line.mark_of[i] >= 0})
    if not marks or count_marked(line, marks[-1]) < CLAUSE_WORDS:
        return False
    opening, closing = line.mark_ranges[marks[-1]]
    return closing >= b - 1 or (opening <= a + 1 and 2 * (closing - opening) >= b - a)


def count_marked(line: Line, k: int) -> int:
    """Words within a mark."""
    return len(line.text[line.marks[k].inner_start : line.marks[k].inner_end].split())


def has_words(line: Line, s: int) -> bool:
    """Whether a sentence holds a letter or digit."""
    return any(c.isalnum() for i in range(*line.sentences[s]) for c in line.words[i])


def starts_in_marks(line: Line, draft: Draft) -> bool:
    """Whether a quotation's first words stand in marks."""
    start = draft.spans[0][0] - line.start
    return any(mark.start <= start <= mark.inner_start for mark in line.marks)


def bare_spans(line: Line, s: int) -> list[tuple[int, int]]:
    """The stretches in marks of a sentence, as characters of the body."""
    a, b = line.sentences[s]
    marks = sorted({line.mark_of[i] for i in range(a, b) if line.mark_of[i] >= 0})
    return [line.chars(max(a, line.mark_ranges[k][0]), min(b, line.mark_ranges[k][1])) for k in marks]

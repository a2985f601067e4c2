"""One line of the body as the rules read it: its tokens as plain lists, its marks, and its own sentences."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from spacy.strings import StringStore
from spacy.tokens import Doc

from transforms.language.pipeline import Paragraph
from transforms.names.strings import ABBREVIATED_HONORIFICS
from transforms.quotes.marks import Mark
from transforms.quotes.reporting_verbs import PARTICLES, TELLERS, THOUGHT, VERBS, has_frame
from transforms.words.lists import read_lists, word_set

NAME_BEFORE = re.compile(r"(?:^|\s)[A-Z][\w.’'-]+ $")
NAME_AFTER = re.compile(r" [A-Z][a-z’'-]+")
# "PORT AMAL, Nov 3 (Agency) - " at the head of a line (AP Stylebook, "datelines").
DATELINE = re.compile(
    r"[A-Z][A-Z.'’-]+(?:[ ,/]+[A-Z][\w.'’-]*){0,4}(?:,? \d{1,2})?(?: ?\([^)\n]{1,40}\))? ?(?:—|–|--?) ?(?=\S)"
)
COLUMNS: list[int | str] = ["ORTH", "LEMMA", "TAG", "DEP", "IDX", "LENGTH", "HEAD"]
SIGN_BIT = 1 << 63
TERMINAL = frozenset({".", "?", "!", "…", "...", ".."})
ENDINGS = frozenset(".?!…")  # without one of these, a new mark or white space before it no sentence begins
FINITE = frozenset({"VBD", "VBZ", "VBP"})
SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "expl"})
NOMINAL = frozenset({"NN", "NNS", "NNP", "NNPS", "PRP", "WP", "CD", "DT", "WDT", "EX"})
MODIFIERS = frozenset({"JJ", "PRP$", "POS", "HYPH"})
RELATIVE = frozenset({"who", "whom", "which", "whose"})
DASHES = frozenset({"-", "--", "—", "–", "―", "---"})
COMPOUNDS = {"think": ("tank", "tanks", "-", "piece", "pieces"), "call": ("center", "centre", "centers", "centres")}
SECOND_WORDS = frozenset(w for words in (*COMPOUNDS.values(), *PARTICLES.values()) for w in words)
LISTS = read_lists(__package__, "lines")
# What a full stop after does not end the sentence: "Capt.", "Mt.", "vs."
ABBREVIATIONS = frozenset(f"{word.capitalize()}." for word in ABBREVIATED_HONORIFICS) | word_set(
    LISTS["other_abbreviations"]
)
WORKS = word_set(LISTS["works"])
TITLE_WORDS = 14
LONGEST_SMALL_WORD = 4  # letters of words that titles leave small: from, with (Chicago Manual of Style 8.159)
LONGEST_SENTENCE = 500  # tokens; what runs on longer is no prose, and is cut so that no step becomes quadratic
GAP_LIMIT = 24  # tokens of an attribution that follows "?" or "!" up to its verb


@dataclass(slots=True)
class Line:
    """Tokens of one line by index; `begins` and `ends` are offsets in the line, `start` is its place in the body."""

    index: int
    start: int
    doc: Doc
    text: str
    words: list[str]
    lowers: list[str]
    lemmas: list[str]
    tags: list[str]
    deps: list[str]
    heads: list[int]
    begins: list[int]
    ends: list[int]
    marks: list[Mark]
    mark_of: list[int]
    mark_ranges: list[tuple[int, int]] = field(default_factory=list)
    mark_starts: list[int] = field(default_factory=list)
    kids: list[Sequence[int]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)

    def left(self, i: int) -> int:
        """First token of i's subtree."""
        return self.doc[i].left_edge.i

    def right(self, i: int) -> int:
        """One past the last token of i's subtree."""
        return self.doc[i].right_edge.i + 1

    def marks_near(self, start: int, end: int) -> list[Mark]:
        """Outermost marks that touch a stretch of the body."""
        first = bisect_left(self.mark_starts, start - self.start)
        while first and self.marks[first - 1].end + self.start > start:
            first -= 1
        return self.marks[first : bisect_left(self.mark_starts, end - self.start)]

    def kids_with(self, i: int, *deps: str) -> list[int]:
        """Children of i in one of these relations."""
        return [k for k in self.kids[i] if self.deps[k] in deps]

    def chars(self, a: int, b: int) -> tuple[int, int]:
        """Characters of the body that tokens a..b cover."""
        return self.start + self.begins[a], self.start + self.ends[b - 1]

    def ends_speech(self, k: int, glyphs: str = ".?!…,—–-") -> bool:
        """Whether the k-th mark's words end with one of these."""
        mark = self.marks[k]
        inner = self.text[mark.inner_start : mark.inner_end].rstrip(" \u00a0\"'’”»")
        return bool(inner) and inner[-1] in glyphs


class Strings(dict[int, str]):
    """A vocabulary's strings by hash, those met before from this very table."""

    def __init__(self, store: StringStore) -> None:
        super().__init__()
        self.store = store

    def __missing__(self, key: int) -> str:
        """Look a string up once."""
        found = self[key] = self.store[key]
        return found


def read_line(index: int, paragraph: Paragraph, text: str, marks: list[Mark], strings: Strings) -> Line:
    """Lay out a parsed line for the rules; whole columns at once, since a token at a time costs ten times more."""
    doc = paragraph.doc
    columns: Any = doc.to_array(COLUMNS)
    orths, lemmas, tags, deps, begins, lengths, shifts = columns.T.tolist()
    words = [strings[key] for key in orths]
    outer = [m for m in marks if m.depth == 0 and not is_nickname(text, m)]
    line = Line(
        index, paragraph.start, doc, text, words, [w.lower() for w in words], [strings[key] for key in lemmas],
        [strings[key] for key in tags], [strings[key] for key in deps], read_heads(shifts), begins,
        [b + n for b, n in zip(begins, lengths, strict=True)], outer, assign_marks(begins, outer),
    )  # fmt: skip
    line.mark_starts = [m.start for m in outer]
    line.mark_ranges = [(bisect_left(begins, m.start), bisect_left(begins, m.end)) for m in outer]
    mend_words(line)
    line.kids = list_kids(line.heads)
    line.sentences = split_sentences(line)
    return line


def read_heads(shifts: Sequence[int]) -> list[int]:
    """Turn distances to the head, negative ones wrapped around as the array keeps them, into places."""
    return [i + (shift if shift < SIGN_BIT else shift - 2 * SIGN_BIT) for i, shift in enumerate(shifts)]


def list_kids(heads: Sequence[int]) -> list[Sequence[int]]:
    """List each token's dependents; most have none and share one empty tuple."""
    kids: dict[int, list[int]] = {}
    for i, head in enumerate(heads):
        if head != i:
            kids.setdefault(head, []).append(i)
    return [kids.get(i, ()) for i in range(len(heads))]


def is_nickname(text: str, mark: Mark) -> bool:
    """Whether a mark stands inside a person's name: Marcia "Cia" Price."""
    inside = text[mark.inner_start : mark.inner_end]
    if len(inside.split()) > 3 or not inside[:1].isupper() or inside[-1:] in ",.?!":
        return False
    return bool(NAME_BEFORE.search(text[max(0, mark.start - 40) : mark.start]) and NAME_AFTER.match(text, mark.end))


def mend_words(line: Line) -> None:
    """Make nouns of what the tagger takes for verbs in fixed compounds; name particle verbs in full."""
    for i, following in enumerate(line.lowers[1:]):
        if following in SECOND_WORDS:
            if following in COMPOUNDS.get(line.lowers[i], ()):
                line.tags[i] = "NN"
            elif following in PARTICLES.get(line.lemmas[i], ()):
                line.lemmas[i] += f"_{following}"


def assign_marks(begins: list[int], marks: list[Mark]) -> list[int]:
    """For each token the index of the outermost mark it stands in, or -1."""
    out = [-1] * len(begins)
    for k, mark in enumerate(marks):
        for i in range(bisect_left(begins, mark.start), bisect_left(begins, mark.end)):
            out[i] = k
    return out


def split_sentences(line: Line) -> list[tuple[int, int]]:
    """Cut a line into sentences that respect marks and the attributions beside them.

    The parser breaks inside quotations and before their attributions; here nothing breaks inside marks, and
    words after a closing mark belong to its sentence where they attribute it.
    """
    starts = [0]
    dateline = DATELINE.match(line.text)
    after_dateline = bisect_left(line.begins, dateline.end()) if dateline else 0
    for i, word in enumerate(line.words[:-1], 1):
        may_break = word[-1] in ENDINGS or line.mark_of[i - 1] != line.mark_of[i] or word.isspace()
        if (
            i == after_dateline
            or (may_break and breaks_before(line, i))
            or (i - starts[-1] > LONGEST_SENTENCE and line.mark_of[i] == -1)
        ):
            starts.append(i)
    return list(zip(starts, [*starts[1:], len(line.words)], strict=True)) if line.words else []


def breaks_before(line: Line, i: int) -> bool:
    """Whether a sentence begins at token i."""
    last = i - 1
    while last > 0 and line.words[last].isspace():
        last -= 1
    previous, own = line.mark_of[last], line.mark_of[i]
    if line.words[i].isspace() or (own == previous and own != -1):
        return False
    return breaks_after_plain(line, i, last) if previous == -1 else breaks_after_mark(line, i, previous)


def breaks_after_plain(line: Line, i: int, last: int) -> bool:
    """A break after words outside marks: at a full stop before a capital, a figure or an opening mark."""
    word = line.words[last]
    if line.words[i] in ")]":
        return False
    if word == "." and is_abbreviated(line, last):
        return False
    if word in TERMINAL:
        return not line.words[i][0].islower() and line.words[i] not in TERMINAL and line.words[i] not in ",;:"
    if word[-1:] not in ".?!" or word in ABBREVIATIONS:
        return False
    k = line.mark_of[i]
    if k >= 0 and (word[:-1].islower() or word[-2:-1].isdigit()) and starts_upper(line, k):
        return True
    return bool(line.doc[i].is_sent_start) and (k >= 0 or line.words[i][0].isupper())


def is_abbreviated(line: Line, i: int) -> bool:
    """Whether a full stop only ends an abbreviation that the tokenizer cut: "Cmdr" "."."""
    return i > 0 and line.ends[i - 1] == line.begins[i] and f"{line.words[i - 1]}." in ABBREVIATIONS


def starts_upper(line: Line, k: int) -> bool:
    """Whether the words of a mark begin with a capital or a figure."""
    mark = line.marks[k]
    inner = line.text[mark.inner_start : mark.inner_start + 12].lstrip(" \u00a0…'‘\"“(")
    return bool(inner) and (inner[0].isupper() or inner[0].isdigit())


def breaks_after_mark(line: Line, i: int, k: int) -> bool:
    """A break after a closing mark: where its words end a sentence and no attribution follows."""
    word = line.words[i]
    if not line.ends_speech(k, ".?!…"):
        return False
    if line.mark_of[i] >= 0:
        return True
    if not word[0].isalnum() or word[0].islower():
        return False
    return not attribution_follows(line, i)


def attribution_follows(line: Line, i: int) -> bool:
    """Whether the words from i attribute what stands before: a name phrase, a verb of saying, and no object of it."""
    for j in range(i, min(i + GAP_LIMIT, len(line.words))):
        if line.mark_of[j] >= 0 or line.words[j] in TERMINAL or line.words[j] in (":", ";"):
            return False
        if line.tags[j] in FINITE and j > i and has_frame(line.lemmas[j], "q") and line.lemmas[j] not in THOUGHT:
            if line.tags[j - 1] == "PRP" and "," in line.words[i : j - 1]:
                return False  # a comment clause in a sentence of its own: The pier, he said, was closed
            return ends_attribution(line, past_hearer(line, j) if line.lemmas[j] in TELLERS else j + 1)
        if line.tags[j] in FINITE or line.tags[j] in ("MD", "WRB"):
            return False
    return False


def past_hearer(line: Line, verb: int) -> int:
    """The token after the plain noun phrase that follows a verb of telling."""
    j = verb + 1
    while j < len(line.words) and line.mark_of[j] < 0 and (line.tags[j] in NOMINAL or line.tags[j] in MODIFIERS):
        j += 1
    return j


def ends_attribution(line: Line, j: int) -> bool:
    """Whether an attribution may end or go on with an adverbial at j, rather than with what was said."""
    if j >= len(line.words):
        return True
    if line.mark_of[j] >= 0:
        return False
    word, tag = line.lowers[j], line.tags[j]
    if word in TERMINAL or word in DASHES:
        return True
    if word == ",":
        return j + 1 >= len(line.words) or line.mark_of[j + 1] < 0
    return (tag in ("IN", "RB", "RP", "TO") and word not in ("that", "if", "whether", "as")) or word in TIME_WORDS


TIME_WORDS = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later afterwards "
    "afterward last this early late recently"
)


def is_title(line: Line, k: int) -> bool:
    """Whether the words of a mark look like the title of a work or programme: capitalised throughout, no sentence."""
    words = line.text[line.marks[k].inner_start : line.marks[k].inner_end].split()
    small = sum(not word[0].isupper() for word in words)
    plain = all(word[0].isupper() or len(word) <= LONGEST_SMALL_WORD for word in words)
    return 1 < len(words) <= TITLE_WORDS and plain and 2 * small <= len(words) and words[0] != "I"


def names_work(line: Line, k: int) -> bool:
    """Whether a mark holds the title of a work: capitalised, and behind "book,", "Lund's", or "interview on"."""
    at = line.mark_ranges[k][0] - 1
    while at > 0 and (line.words[at] == "," or line.words[at].isspace()):
        at -= 1
    if at < 1 or not is_title(line, k):
        return False
    is_topic = line.tags[at] == "IN" and line.tags[at - 1] in ("NN", "NNS")
    return is_topic or line.tags[at] == "POS" or line.lemmas[at].lower() in WORKS


def is_dash(line: Line, i: int) -> bool:
    """Whether a token is a dash between words rather than the hyphen of a compound.

    A hyphen touches the words on both sides.
    """
    if line.words[i] not in DASHES:
        return False
    glued = 0 < i < len(line.words) - 1 and line.ends[i - 1] == line.begins[i] and line.ends[i] == line.begins[i + 1]
    return not (glued and line.words[i] == "-")


def verb_of(line: Line, i: int) -> int:
    """The main verb of the group that token i belongs to: "has said" -> "said"."""
    head = line.heads[i]
    return head if line.deps[i] in ("aux", "auxpass") and head > i else i


def is_reporting(line: Line, i: int) -> bool:
    """Whether token i is a verb of the lexicon."""
    return line.tags[i].startswith("VB") and line.lemmas[i] in VERBS and line.deps[i] not in ("compound", "amod")


def own_finite(line: Line, k: int) -> bool:
    """Whether a clause is finite: its verb, or an auxiliary of it."""
    return line.tags[k] in FINITE or any(line.tags[c] in FINITE or line.tags[c] == "MD" for c in line.kids[k])

"""The passes over an article: sentences with marks, clauses, joining, dropping."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from transforms.language.pipeline import ParsedArticle
from transforms.quotes.assemble import Finisher
from transforms.quotes.beside_marks import Draft
from transforms.quotes.cast import Cast
from transforms.quotes.clauses import read_clauses
from transforms.quotes.joining import Joiner, Place
from transforms.quotes.layouts import read_credits, read_dialogue, read_layouts
from transforms.quotes.lines import Line, Strings, read_line
from transforms.quotes.marked_speech import BesideMarks
from transforms.quotes.marks import pair_marks
from transforms.quotes.repeats import drop_repeats
from transforms.quotes.reporting_verbs import CORE
from transforms.quotes.sources import Range
from transforms.quotes.speakers import Resolver
from transforms.values import ArticleEntities, Quotation
from transforms.words.lists import word_set

BESIDE_MARKS = frozenset(
    {"cue_after", "cue_after_inverted", "cue_before", "cue_colon", "colon_clause", "colon_noun", "colon_name"}
)
INTRODUCED = frozenset({"cue_before", "cue_colon"})
SHORTEST = 8  # characters below which a clause cut short is nothing
SIGNS = word_set("sign banner placard poster billboard shirt t-shirt hat cap sticker button graffiti flag badge plaque")
HEARSAY = frozenset({"reports", "report", "media", "accounts", "reporters", "transcript", "transcripts"})


def find_quotes(title: str, text: str, parsed: ParsedArticle, entities: ArticleEntities) -> tuple[Quotation, ...]:
    """Find the quotations of a body, with their speakers among the article's entities.

    No quotation is looked for in the title; it may tell who is interviewed.
    """
    lines = read_lines(text, parsed)
    drafts = draft_quotations(lines, title, Cast(title, text, entities))
    finisher = Finisher(text, lines, Resolver(text, lines, entities, title))
    return drop_repeats(text, [q for draft in drafts if (q := finisher.finish(draft))])


def read_lines(text: str, parsed: ParsedArticle) -> list[Line]:
    """Lay out the body's lines with their marks."""
    texts = [text[p.start : p.start + length_of(p.doc)] for p in parsed.body]
    marks = pair_marks(texts)
    if not texts:
        return []
    strings = Strings(parsed.body[0].doc.vocab.strings)
    return [read_line(i, p, t, m, strings) for i, (p, t, m) in enumerate(zip(parsed.body, texts, marks, strict=True))]


def length_of(doc: Doc) -> int:
    """Count a doc's characters without joining its tokens."""
    return doc[-1].idx + len(doc[-1].text_with_ws) if len(doc) else 0


def draft_quotations(lines: Sequence[Line], title: str, cast: Cast) -> list[Draft]:
    """Run the passes in order and give what remains, in order of the text."""
    shown_by_layout, taken = read_layouts(lines, title, cast)
    found: dict[Place, list[Draft]] = {}
    for line in lines:
        if line.index in taken:
            continue
        shown = read_dialogue(line)
        for s in range(len(line.sentences)):
            found[line.index, s] = draft_sentence(line, s) if shown is None else [shown] if s == 0 else []
        if line.marks:
            found.update({place: [draft] for place, draft in read_credits(line, found).items()})
    return sorted(shown_by_layout + Joiner(lines, found, taken).join(), key=lambda d: d.spans)


def draft_sentence(line: Line, s: int) -> list[Draft]:
    """The quotations of one sentence: beside marks first, then by clause; none inside another's content."""
    drafts = BesideMarks(line, s).read()
    used = {i for d in drafts for r in (d.cue, d.source) if r for i in range(*r)}
    drafts += read_clauses(line, s, used)
    return [d for d in drop_nested(drafts) if d.source is None or not is_sign(line, d.source)]


def is_sign(line: Line, source: Range) -> bool:
    """Whether what "says" the words is only something they are written on."""
    return any(line.lemmas[i] in SIGNS and not source[0] <= line.heads[i] < source[1] for i in range(*source))


def drop_nested(drafts: list[Draft]) -> list[Draft]:
    """Drop what stands inside another's content, and the less sure of two that share words or hold each other's cue.

    Speech in marks with its own attribution is not swallowed by "according to", which then only says how it is known.
    """
    drafts = [d for d in drafts if not any(passes_on(d, other) for other in drafts)]
    ranked = sorted(drafts, key=lambda d: (rank(d), d.cue or (0, 0)))
    for draft in ranked:
        if draft.rule in INTRODUCED:
            make_room(draft, ranked)
    kept = [d for d in ranked if not any(o is not d and swallows(o, d) for o in ranked)]
    out: list[Draft] = []
    for draft in kept:
        if not any(overlap(draft, d) for d in out):
            out.append(draft)
    return sorted(out, key=lambda d: d.spans)


def passes_on(draft: Draft, other: Draft) -> bool:
    """Whether a draft around another only says how that is known: Weir told Lund that it rains, officials said."""
    if draft.rule not in ("according_to", "parenthetical") or other.rule != "clause" or other.source is None:
        return False
    told = other.cue is not None and other.line.lemmas[other.cue[0]] in CORE
    return told and draft.spans[0][0] == other.line.chars(*other.source)[0]


def make_room(draft: Draft, others: list[Draft]) -> None:
    """End another's reported clause before a further report in marks: X said ... and when asked, Y replied, "..."."""
    if draft.source is None or draft.cue is None:
        return
    first = draft.line.chars(min(draft.source[0], draft.cue[0]), draft.cue[1])[0]
    start = draft.spans[0][0] - draft.line.start
    if not draft.line.text[start : start + 3].lstrip("\"“'‘`")[:1].isupper():
        return
    for other in others:
        if other.rule == "clause" and other is not draft and cue_inside(draft, other):
            other.spans = [(x, min(y, first)) for x, y in other.spans if x + SHORTEST < first]
    others[:] = [d for d in others if d.spans]


def rank(draft: Draft) -> int:
    """How much a draft's place in the order of passes weighs: beside marks, according to, clauses, hearsay."""
    if draft.rule == "according_to" and is_hearsay(draft):
        return 3
    return 0 if draft.rule in BESIDE_MARKS else 1 if draft.rule == "according_to" else 2


def swallows(outer: Draft, inner: Draft) -> bool:
    """Whether the inner draft's cue stands in the outer's content, and the outer is the one to keep."""
    if not cue_inside(inner, outer):
        return False
    if (inner.rule in BESIDE_MARKS and outer.rule != "clause") or (outer.rule == "according_to" and is_hearsay(outer)):
        return False
    return (
        not cue_inside(outer, inner)
        or rank(outer) < rank(inner)
        or (rank(outer) == rank(inner) and (outer.cue or (0, 0)) < (inner.cue or (0, 0)))
    )


def is_hearsay(draft: Draft) -> bool:
    """Whether the source only passes on: "according to reports"."""
    return draft.source is not None and draft.line.lowers[draft.source[1] - 1] in HEARSAY


def cue_inside(draft: Draft, other: Draft) -> bool:
    """Whether the draft's cue stands inside the other's content."""
    if draft.cue is None:
        return False
    at = draft.line.chars(*draft.cue)[0]
    return any(x <= at < y for x, y in other.spans)


def overlap(a: Draft, b: Draft) -> bool:
    """Whether two drafts share characters."""
    return any(x < v and u < y for x, y in a.spans for u, v in b.spans)

"""Where names stand: the model's spans, cleaned at their edges, and the headline re-read in the light of the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from transforms.names import POSSESSIVE, count_honorifics, fold_name, is_honorific, matches_acronym
from transforms.nlp import Paragraph, ParsedArticle
from transforms.schemas import VALUE_LABELS

WORD = re.compile(r"\S+")
TITLE_WORD = re.compile(r"[^\W_]+(?:[.'’&-]+[^\W_]+)*\.?")
LEFT_EDGE = re.compile(r"(?:[\s\"'“”‘’«»()\[\]*,;:!?/|•–—-]+|[Tt]he\s+(?=\S)|#(?=\w))+")
RIGHT_EDGE = re.compile(r"[\s\"“”‘’«»()\[\]*,;:!?/|•–—-]+$")
BRACKETED_TAIL = re.compile(r"\s*[(\[][^()\[\]]*[)\]]?$")
BRACKETED_ACRONYM = re.compile(r"(?:['’]s)?\s*\(\s*[\"“'‘]?([A-Z][\w.&-]{1,9})[\"”'’]?\s*\)")
# "Name/Agency" at the end of a short line, or a camera's words: a photo credit, no part of the article.
CREDIT = re.compile(
    r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*\s*/\s*[A-Z][\w.]*(?:[\s/-][A-Z][\w.]*){0,3}\s*$"
    r"|\b(?i:(?:photo(?:graph)?|image|picture|credit)s?\s*(?:by|:|courtesy))"
)
NAME_LABELS = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})


@dataclass(slots=True)
class Name:
    """A stretch of title or body taken for a name or value; `key` is its folded text."""

    field: str
    start: int
    end: int
    text: str
    label: str
    rule: str
    key: str = ""
    honorifics: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        self.key = fold_name(self.text)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the body says of its words: the names in it by folded form, and the words it writes small."""

    labels: dict[str, str]
    small_words: frozenset[str] = field(default_factory=frozenset)


def collect_names(title: str, text: str, parsed: ParsedArticle) -> list[Name]:
    """Collect the names and values of title and body, in order, without overlaps."""
    body = [name for paragraph in parsed.body for name in read_paragraph("text", text, paragraph)]
    body += find_acronyms(text, body)
    lexicon = read_lexicon(body, parsed.body)
    heading = [name for paragraph in parsed.title for name in read_headline(title, paragraph, lexicon)]
    return drop_overlaps(heading) + drop_overlaps(body)


def read_paragraph(where: str, text: str, paragraph: Paragraph) -> Iterator[Name]:
    """Yield the cleaned names of one paragraph; a photo credit has none."""
    if is_credit(paragraph.doc.text):
        return
    for ent in paragraph.doc.ents:
        yield from clean_span(where, text, paragraph.start + ent.start_char, paragraph.start + ent.end_char, ent.label_)


def find_acronyms(text: str, names: Iterable[Name]) -> Iterator[Name]:
    """Yield the acronyms that the text introduces in brackets after a long form, wherever they stand."""
    labels: dict[str, str] = {}
    for name in names:
        bracket = BRACKETED_ACRONYM.match(text, name.end) if " " in name.text else None
        if bracket and matches_acronym(bracket[1], name.text):
            labels.setdefault(bracket[1], name.label if name.label in NAME_LABELS - {"PERSON"} else "ORG")
    if labels:
        known = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(labels, reverse=True)))})(?!\w)")
        for match in known.finditer(text):
            yield Name("text", match.start(), match.end(), match[0], labels[match[0]], "acronym")


def is_credit(line: str) -> bool:
    """Say whether a line is a caption with a photo credit.

    >>> is_credit("A crowd in the rain. Ada Odell/Vester Images"), is_credit("Ada Odell walked and/or ran.")
    (True, False)
    """
    return bool(CREDIT.search(line[-120:]))


def clean_span(where: str, text: str, start: int, end: int, label: str) -> Iterator[Name]:
    """Yield what a span holds: values as they are, names without quotes, article, honorific and possessive."""
    if label in VALUE_LABELS:
        stripped = text[start:end].strip()
        if stripped:
            start += text[start:end].index(stripped)
            yield Name(where, start, start + len(stripped), stripped, label, "model")
        return
    start, end = trim_edges(text, start, end)
    bracket = BRACKETED_TAIL.search(text, start, end)
    if bracket and bracket.start() > start:
        yield from clean_span(where, text, bracket.start(), end, "ORG")
        start, end = trim_edges(text, start, bracket.start())
    start, honorifics = (start, ()) if label != "PERSON" else skip_honorifics(text, start, end)
    if any(character.isalnum() for character in text[start:end]):
        yield Name(where, start, end, text[start:end], label, "model", honorifics=honorifics)


def skip_honorifics(text: str, start: int, end: int) -> tuple[int, tuple[str, ...]]:
    """Find where a person's name starts behind its honorifics, and the honorifics in and before the span."""
    words = list(WORD.finditer(text, start, end))
    count = count_honorifics([match[0] for match in words])
    inside = [match[0] for match in words[:count]]
    before = read_honorifics_before(text, start)
    return (words[count].start() if words else start), (*before, *inside)


def trim_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the edges of a span inwards past quotes, brackets, article and possessive."""
    left = LEFT_EDGE.match(text, start, end)
    start = left.end() if left and left.end() < end else start
    for edge in (RIGHT_EDGE, POSSESSIVE, RIGHT_EDGE):
        right = edge.search(text[start:end])
        end = start + right.start() if right and right.start() else end
    return start, end


def read_honorifics_before(text: str, start: int) -> list[str]:
    """Read the honorifics that stand before a name, outside its span."""
    words = text[max(0, start - 60) : start].split("\n")[-1].split()
    found: list[str] = []
    while words and is_honorific(words[-1]):
        found.insert(0, words.pop())
    return found


def read_lexicon(names: Iterable[Name], paragraphs: Iterable[Paragraph]) -> Lexicon:
    """Read off the body which names it knows and which words it writes small."""
    labels: dict[str, str] = {}
    for name in names:
        if name.label in NAME_LABELS:
            labels.setdefault(name.key, name.label)
            words = name.key.split()
            if name.label == "PERSON" and len(words) > 1:
                labels.setdefault(words[-1], "PERSON")
    small = {token.lower_ for paragraph in paragraphs for token in paragraph.doc if token.text[0].islower()}
    return Lexicon(labels, frozenset(small))


def read_headline(title: str, paragraph: Paragraph, lexicon: Lexicon) -> Iterator[Name]:
    """Yield a headline's names: those the body knows, and the model's where no word of them is an ordinary one."""
    line = paragraph.doc.text
    known = list(find_known(title, paragraph.start, line, lexicon))
    yield from known
    for ent in paragraph.doc.ents:
        start, end = paragraph.start + ent.start_char, paragraph.start + ent.end_char
        if any(name.start < end and start < name.end for name in known):
            continue
        words = [word.casefold() for word in TITLE_WORD.findall(ent.text)]
        if ent.label_ in VALUE_LABELS or not any(word in lexicon.small_words for word in words):
            yield from clean_span("title", title, start, end, ent.label_)


def find_known(title: str, offset: int, line: str, lexicon: Lexicon) -> Iterator[Name]:
    """Yield the names of the body that stand in a headline, the longest first at each word."""
    words = [(match.start(), match.end()) for match in TITLE_WORD.finditer(line)]
    i = 0
    while i < len(words):
        for j in range(min(len(words), i + 8), i, -1):
            start, end = trim_edges(line, words[i][0], words[j - 1][1])
            key = fold_name(line[start:end])
            if key in lexicon.labels and line[start].isupper():
                yield Name("title", offset + start, offset + end, line[start:end], lexicon.labels[key], "headline")
                i = j - 1
                break
        i += 1


def drop_overlaps(names: Iterable[Name]) -> list[Name]:
    """Sort names and drop those that overlap an earlier one."""
    kept: list[Name] = []
    for name in sorted(names, key=lambda name: (name.start, -name.end)):
        if not kept or name.start >= kept[-1].end:
            kept.append(name)
    return kept

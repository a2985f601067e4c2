"""Where names stand: the model's spans repaired, datelines and bracketed acronyms read, overlooked names recalled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import numpy as np
from spacy.tokens import Doc, Token

from transforms.language.ner import TYPES_KEY, TypeScores
from transforms.language.pipeline import ParsedArticle
from transforms.language.token_vectors import Floats
from transforms.names.bodies import is_body
from transforms.names.edges import (
    SHOUTED_JOINT,
    cut_digits,
    cut_office,
    cut_small,
    extend_span,
    is_lone_proper_noun,
    is_mistaken_value,
    is_name,
    is_short,
    is_table,
    join_people,
    skip_field,
    skip_honorifics,
    skip_office,
    split_span,
    trim_edges,
    trim_space,
)
from transforms.names.strings import is_acronym, is_honorific, matches_acronym
from transforms.vocabularies import VALUE_LABELS
from transforms.words.lexicon import GENERIC_WORDS, TIME_WORDS
from transforms.words.lists import fold_name
from transforms.words.places import find_country, find_demonym, rank_place

CLASSES = ("PERSON", "ORG", "PLACE", "NORP", "WORK", "NONE")
CLASS_OF_LABEL = {
    "PERSON": "PERSON", "ORG": "ORG", "GPE": "PLACE", "LOC": "PLACE", "FAC": "PLACE", "NORP": "NORP",
    "EVENT": "WORK", "PRODUCT": "WORK", "WORK_OF_ART": "WORK", "LAW": "WORK", "LANGUAGE": "WORK",
}  # fmt: skip
WORKS = frozenset({"PRODUCT", "WORK_OF_ART", "LAW"})
LEAST_CHANCE = 0.1  # of a name, for a run of proper nouns that the model passed over
NO_NAMES = GENERIC_WORDS | TIME_WORDS
BRACKETED_TAIL = re.compile(r"\s*[(\[{][^()\[\]{}]*[)\]}]?$")
BRACKETED_ACRONYM = re.compile(r"(?:['’]s)?\s*\(\s*(?:the\s+)?[\"“'‘]?([A-Z][\w.&-]{1,9})[\"”'’]?\s*[);,]")
# "SKARROW, Varnland (Agency) -", "SKARROW, March 3 -": the place line that opens a wire story.
DATELINE = re.compile(
    r"(?P<places>[^\W\d_][^\d\n()–—]{1,60}?)(?:,?\s+(?:\d{4}-\d\d-\d\d|(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})"
    r"(?:,?\s+\d{4})?))?\s*(?:\((?P<agency>[^\W\d_][^()\n]{1,40})\)\s*)?(?:[–—]|--?\s|-$|$)"
)
SHOUTED = re.compile(r"[A-Z][A-Z'’.-]*[A-Z](?:[ -]+[A-Z][A-Z'’.-]*)*")
# "Name/Agency" at the end of a short line, or a camera's words: a photo credit, no part of the article.
CREDIT = re.compile(r"\b(?i:(?:photo(?:graph)?|image|picture|credit)s?\s*(?:by|:|courtesy))")
CREDIT_AT_END = re.compile(
    r"(?:[^\W\d_][\w.'’-]*\s+){1,4}[^\W\d_][\w.'’-]*\s*/\s*[A-Z][\w.]*(?:[\s/-][A-Z][\w.]*){0,3}\s*$"
)


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """One parsed line of the title or the body; `text` is its doc's."""

    field: str
    start: int
    doc: Doc
    text: str


@dataclass(slots=True)
class Name:
    """A stretch of title or body taken for a name or value.

    `key` is its folded text, `chances` the model's probability of each of `CLASSES`; `first` and `last` bound its
    tokens in the line's doc; `cues` are those of its own words and neighbours.
    """

    line: ParsedLine
    start: int
    end: int
    text: str
    label: str
    rule: str
    chances: Floats
    honorifics: tuple[str, ...] = ()
    key: str = ""
    first: int = 0
    last: int = 0
    cues: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        self.key = fold_name(self.text)
        span = self.line.doc.char_span(
            self.start - self.line.start, self.end - self.line.start, alignment_mode="expand"
        )
        self.first, self.last = (span.start, span.end) if span is not None else (0, 1)

    @property
    def field(self) -> str:
        """Name the field the mention stands in."""
        return self.line.field

    @property
    def is_value(self) -> bool:
        """Say whether it is a date, a sum or another value."""
        return self.label in VALUE_LABELS


@dataclass(frozen=True, slots=True)
class ArticleLines:
    """Title and body with their lines."""

    texts: dict[str, str]
    lines: list[ParsedLine]
    small_words: frozenset[str] = field(default_factory=frozenset)
    known: frozenset[str] = field(default_factory=frozenset)  # folded names that the model finds by themselves
    calm: frozenset[str] = field(default_factory=frozenset)  # those of lines that are not all in capitals


def read_source(title: str, text: str, parsed: ParsedArticle) -> ArticleLines:
    """Lay out an article's lines, photo credits left out, and list the words it writes small."""
    lines = [ParsedLine("title", paragraph.start, paragraph.doc, paragraph.doc.text) for paragraph in parsed.title]
    lines += [ParsedLine("text", paragraph.start, paragraph.doc, paragraph.doc.text) for paragraph in parsed.body]
    lines = [line for line in lines if line.field == "title" or not is_credit(line.text)]
    small = list_small_words([line.doc for line in lines if line.field == "text"])
    known = {fold_name(ent.text) for line in lines for ent in line.doc.ents if ent.label_ in CLASS_OF_LABEL}
    calm = {fold_name(ent.text) for line in lines if not line.text.isupper() for ent in line.doc.ents}
    return ArticleLines({"title": title, "text": text}, lines, small, frozenset(known), frozenset(calm))


def list_small_words(docs: Sequence[Doc]) -> frozenset[str]:
    """List the words that the text writes small; as arrays, since a token at a time costs ten times more."""
    found: set[int] = set()
    for doc in docs:
        words: Any = doc.to_array(["LOWER", "IS_LOWER"])
        found.update(words[words[:, 1] == 1, 0].tolist())
    return frozenset(docs[0].vocab.strings[word] for word in found) if docs else frozenset()


def is_credit(line: str) -> bool:
    """Say whether a line is a caption with a photo credit.

    >>> is_credit("A crowd in the rain. Ada Odell/Vester Images"), is_credit("Ada Odell walked and/or ran.")
    (True, False)
    """
    tail = line[-120:]
    return bool(("/" in tail and CREDIT_AT_END.search(tail)) or CREDIT.search(tail))


def collect_names(source: ArticleLines) -> list[Name]:
    """Collect the names and values of all lines, in order, without overlaps."""
    body = [line for line in source.lines if line.field == "text"]
    names = [name for line in body[:3] for name in read_dateline(source, line)]
    names += [name for line in body for name in read_line(source, line)]
    names = drop_overlaps(names)
    names = drop_overlaps(names + list(find_acronyms(source, body, names)))
    names = complete_people(source, names)
    recalled = [name for line in body for name in recall_names(source, line)]
    return drop_overlaps(names + recalled)


def complete_people(source: ArticleLines, names: Sequence[Name]) -> list[Name]:
    """Give a surname the first name before it that the model left out, where an honorific shows it to be a surname.

    "Mrs. Odell" further down tells that "Odell" in "Ada Odell" is a person's, whatever type the model gave it.
    """
    surnames = {name.key for name in names if name.honorifics and " " not in name.key}
    out = []
    for name in names:
        doc = name.line.doc
        before = doc[name.first - 1] if name.first else None
        if name.key in surnames and not name.honorifics and before is not None and is_given_name(before):
            out.append(make_name(source, name.line, before.idx, name.end - name.line.start, "PERSON", "model"))
        else:
            out.append(name)
    return out


def is_given_name(token: Token) -> bool:
    """Say whether a token before a surname may be the first name: a lone proper noun, or an unknown first word."""
    if is_lone_proper_noun(token):
        return True
    is_unknown = token.tag_ in {"VB", "UH", "FW"} and token.is_title and token.lower_ not in GENERIC_WORDS
    return bool(token.is_sent_start) and token.ent_iob_ == "O" and token.is_alpha and is_unknown


def read_line(source: ArticleLines, line: ParsedLine) -> Iterator[Name]:
    """Yield the names and values of one line, the model's spans repaired."""
    text = source.texts[line.field]
    is_shouted = line.text.isupper() and line.text.count(" ") > 0
    for ent in join_people(line.doc):
        if is_shouted and ent.label_ not in VALUE_LABELS and not is_known(ent.text, source.calm):
            continue  # the model never learnt capitals
        if ent.label_ in VALUE_LABELS and is_mistaken_value(ent):
            continue
        chances = read_chances(line.doc, ent.start, ent.label_)
        if line.doc[ent.start].ent_type_ != ent.label_:  # a place whose body's name was completed
            chances = np.mean([chances, spread_chance(CLASS_OF_LABEL[ent.label_])], axis=0, dtype=np.float32)
        start, end = extend_span(ent, line.text) if ent.label_ == "PERSON" else (ent.start_char, ent.end_char)
        for left, right in split_span(line.text, start, end, ent.label_, source.known):
            yield from clean_span(text, line, (line.start + left, line.start + right), ent.label_, chances)


def is_known(text: str, calm: frozenset[str]) -> bool:
    """Say whether a name in capitals is one that other lines write in small letters, or a place or people."""
    parts = [part for part in SHOUTED_JOINT.split(text) if part]
    return any(
        fold_name(part) in calm or find_country(part) or rank_place(part) or find_demonym(part) for part in parts
    )


def clean_span(text: str, line: ParsedLine, span: tuple[int, int], label: str, chances: Floats) -> Iterator[Name]:
    """Yield what a span holds: values as they are, names without quotes, article, honorific and possessive."""
    if label in VALUE_LABELS:
        start, end = trim_space(text, *span)
        if start < end:
            yield Name(line, start, end, text[start:end], label, "model", chances)
        return
    start, end = trim_edges(text, *cut_small(text, *trim_edges(text, *span)))
    bracket = BRACKETED_TAIL.search(text, start, end)
    if bracket and bracket.start() > start:
        inside = trim_edges(text, bracket.start(), end)
        if is_acronym(text[slice(*inside)]):
            yield from clean_span(text, line, inside, "ORG", chances)
        start, end = trim_edges(text, start, bracket.start())
    start, honorifics = skip_honorifics(text, start, end)
    start = skip_field(text, start, end)
    start = skip_office(text, start, end) if label == "PERSON" else start
    label = "PERSON" if honorifics and label != "PERSON" and is_short(text[start:end]) else label
    whole = end
    end = cut_digits(text, start, end, "PERSON" if label not in WORKS and is_table(line.text) else label)
    start, end = cut_office(text, start, end) if label == "ORG" else (start, end)
    if is_name(text[start:end], line.text) and text[max(0, start - 1) : start] != "@":
        rule = "recall" if end < whole and label != "PERSON" else "model"  # figures blur what the model says
        yield Name(line, start, end, text[start:end], label, rule, chances, honorifics)


def read_dateline(source: ArticleLines, line: ParsedLine) -> Iterator[Name]:
    """Yield places and agency of a dateline; the place is written in capitals."""
    match = DATELINE.match(line.text)
    if not match or not SHOUTED.match(match["places"]) or len(match["places"].split()) > 8:
        return
    has_more = match["agency"] or match.end() < len(line.text) or re.search(r"\d", match[0])
    if not has_more:
        return
    for part in re.finditer(r"[^,/&;–—]+?(?=\s*(?:[,/&;–—]|\sand\s|$))", match["places"]):
        start, end = trim_edges(line.text, *part.span())
        place = line.text[start:end]
        is_known = find_country(place) or rank_place(place)
        if is_known or (is_name(place, line.text) and not re.fullmatch(r"[A-Z][a-z]{2,8}\.?", place)):
            yield make_name(source, line, start, end, "GPE", "dateline")
    if match["agency"]:
        start, end = trim_edges(line.text, *match.span("agency"))
        yield make_name(source, line, start, end, "ORG", "dateline")


def make_name(source: ArticleLines, line: ParsedLine, start: int, end: int, label: str, rule: str) -> Name:
    """Make a name of a range of a line, sure of its type."""
    text = source.texts[line.field]
    chances = spread_chance(CLASS_OF_LABEL[label])
    return Name(
        line, line.start + start, line.start + end, text[line.start + start : line.start + end], label, rule, chances
    )


def find_acronyms(source: ArticleLines, lines: Sequence[ParsedLine], names: Sequence[Name]) -> Iterator[Name]:
    """Yield the acronyms that the text introduces in brackets after a long form, wherever they stand."""
    labels: dict[str, str] = {}
    for name in names:
        if name.is_value or " " not in name.text:
            continue
        bracket = BRACKETED_ACRONYM.match(source.texts[name.field], name.end)
        if bracket and is_short_form(bracket[1], name):
            labels.setdefault(bracket[1], "ORG" if name.label == "PERSON" else name.label)
    if not labels:
        return
    for name in names:
        if name.text in labels:
            name.chances = spread_chance(CLASS_OF_LABEL[labels[name.text]])
    known = re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, sorted(labels, reverse=True)))})(?!\w)")
    for line in lines:
        for match in known.finditer(line.text):
            yield make_name(source, line, *match.span(), labels[match[0]], "acronym")


def is_short_form(bracket: str, name: Name) -> bool:
    """Say whether a bracketed word is short for the name before it: its acronym, or what an organisation is called."""
    if matches_acronym(bracket, name.text):
        return True
    if name.label == "ORG" and len(name.text.split()) > 2 and bracket.isupper() and len(bracket) > 2:
        return not find_country(bracket)  # of its name in another language
    is_word = (
        bracket[1:].islower() and not find_country(bracket) and not find_demonym(bracket) and not rank_place(bracket)
    )
    return name.label == "ORG" and is_word and len(bracket) > 3 and len(name.text.split()) > 2


def recall_names(source: ArticleLines, line: ParsedLine) -> Iterator[Name]:
    """Yield runs of capitalised proper nouns that the model passed over although it gave a name some chance."""
    text = source.texts[line.field]
    for first, last in find_runs(line.doc, source.small_words):
        chances = read_chances(line.doc, first, None)
        if chances[:4].sum() < LEAST_CHANCE and not (
            is_body(line.doc, first, last) or is_known_place(line, first, last)
        ):
            continue
        start, end = line.doc[first].idx, line.doc[last - 1].idx + len(line.doc[last - 1])
        label = ("PERSON", "ORG", "GPE", "NORP")[int(chances[:4].argmax())]
        for name in clean_span(text, line, (line.start + start, line.start + end), label, chances):
            name.rule = "recall"
            yield name


def is_known_place(line: ParsedLine, first: int, last: int) -> bool:
    """Say whether a run of words is a country or a well-known place."""
    text = line.doc[first:last].text
    return bool(find_country(text)) or rank_place(text) > 1


def find_runs(doc: Doc, small_words: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Yield the runs of capitalised proper nouns outside entities; a sentence's first word only where never small."""
    tags: Any = doc.to_array("TAG")
    strings = doc.vocab.strings
    proper = np.flatnonzero((tags == strings["NNP"]) | (tags == strings["NNPS"])).tolist()
    first = last = -1
    for i in proper:
        token = doc[i]
        fits = (
            (token.ent_iob_ == "O" or token.ent_type_ in VALUE_LABELS)
            and token.text[0].isupper()
            and not (token.is_sent_start and token.lower_ in small_words)
            and token.lower_ not in NO_NAMES
            and not token.like_num
            and not is_honorific(token.text)
        )
        if fits and i != last:
            if first >= 0:
                yield first, last
            first = i
        if fits:
            last = i + 1
    if first >= 0:
        yield first, last


def drop_overlaps(names: Iterable[Name]) -> list[Name]:
    """Sort names by field and place; of two that overlap the one given first stays."""
    kept: list[tuple[int, Name]] = []
    for order, name in sorted(enumerate(names), key=lambda row: (row[1].field == "text", row[1].start, row[0])):
        clash = kept and kept[-1][1].field == name.field and name.start < kept[-1][1].end
        if not clash:
            kept.append((order, name))
        elif order < kept[-1][0]:
            kept[-1] = (order, name)
    return [name for _, name in kept]


def read_chances(doc: Doc, token: int, label: str | None) -> Floats:
    """Read the model's probabilities of the classes at a token; of the span's label where it left none."""
    scores = doc.user_data.get(TYPES_KEY)
    if isinstance(scores, TypeScores):
        return np.asarray(scores.probabilities[token] @ class_matrix(scores.labels), dtype=np.float32)
    return spread_chance(CLASS_OF_LABEL.get(label or "", "NONE"))


def spread_chance(name_class: str) -> Floats:
    """Give one class nearly all of the probability."""
    chances = np.full(len(CLASSES), 0.02, dtype=np.float32)
    chances[CLASSES.index(name_class)] = 0.9
    return chances


@lru_cache(maxsize=4)
def class_matrix(labels: tuple[str, ...]) -> Floats:
    """Make the matrix that adds the model's labels up to classes; values are no names."""
    matrix = np.zeros((len(labels) + 1, len(CLASSES)), dtype=np.float32)
    for row, label in enumerate((*labels, "")):
        matrix[row, CLASSES.index(CLASS_OF_LABEL.get(label, "NONE"))] = 1
    return matrix

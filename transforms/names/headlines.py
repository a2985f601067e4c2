"""Headlines re-read in the light of the body: its names found again, whatever their case."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from transforms.names.edges import trim_edges
from transforms.names.mentions import (
    CLASS_OF_LABEL,
    ArticleLines,
    Name,
    ParsedLine,
    clean_span,
    read_chances,
    spread_chance,
)
from transforms.vocabularies import VALUE_LABELS
from transforms.words.lists import fold_name
from transforms.words.places import find_country, find_demonym, rank_place

TITLE_WORD = re.compile(r"[^\W_]+(?:[.'’&-]+[^\W_]+)*\.?")
LONGEST_NAME = 8


def read_headlines(source: ArticleLines, labels: Mapping[str, str]) -> Iterator[Name]:
    """Yield the names of the title: those of the body, known places, then the model's without ordinary words."""
    for line in source.lines:
        if line.field == "title":
            known = list(find_known(source, line, labels))
            yield from known
            yield from read_rest(source, line, known)


def find_known(source: ArticleLines, line: ParsedLine, labels: Mapping[str, str]) -> Iterator[Name]:
    """Yield the names of the body and well-known places that stand in a line, the longest at each word."""
    text = line.text
    spans = [match.span() for match in TITLE_WORD.finditer(text)]
    i = 0
    while i < len(spans):
        for j in range(min(len(spans), i + LONGEST_NAME), i, -1):
            start, end = trim_edges(text, spans[i][0], spans[j - 1][1])
            label = label_known(text[start:end], labels) if text[start].isupper() else None
            if label:
                at = line.start
                piece = source.texts[line.field][at + start : at + end]
                yield Name(line, at + start, at + end, piece, label, "headline", spread_chance(CLASS_OF_LABEL[label]))
                i = j - 1
                break
        i += 1


def label_known(text: str, labels: Mapping[str, str]) -> str | None:
    """Give the label of a name that the body or the tables of places know."""
    if label := labels.get(fold_name(text)):
        return label
    if find_country(text) and (text != "US" or not labels):
        return "GPE"
    if find_demonym(text):
        return "NORP"
    return "GPE" if rank_place(text) > 2 else None


def read_rest(source: ArticleLines, line: ParsedLine, known: list[Name]) -> Iterator[Name]:
    """Yield the model's spans that meet no known name and hold no ordinary word; none in capitals throughout."""
    for ent in line.doc.ents:
        if ent.label_ not in VALUE_LABELS and (line.text.isupper() or ent.label_ not in CLASS_OF_LABEL):
            continue  # the model never learnt capitals; and what it calls a thing of its own is none of ours
        start, end = line.start + ent.start_char, line.start + ent.end_char
        if any(name.start < end and start < name.end for name in known):
            continue
        words = [word.casefold() for word in TITLE_WORD.findall(ent.text)]
        if ent.label_ in VALUE_LABELS or not any(word in source.small_words for word in words):
            chances = read_chances(line.doc, ent.start, ent.label_)
            yield from clean_span(source.texts[line.field], line, (start, end), ent.label_, chances)

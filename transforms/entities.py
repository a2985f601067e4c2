"""The names of an article: mentions with exact spans, and which of them are one person, organisation or place.

Order of work: the model's spans are cleaned (`mentions`), one name gets one type by the evidence of the whole
article, the headline is re-read in the light of the body, and the names are resolved (`resolution`).
"""

from __future__ import annotations

from collections import Counter

from transforms.mentions import Name, collect_names
from transforms.nlp import ParsedArticle
from transforms.places import find_country, find_demonym
from transforms.resolution import resolve_names
from transforms.schemas import VALUE_LABELS
from transforms.values import ArticleEntities, Mention


def find_entities(title: str, text: str, parsed: ParsedArticle) -> ArticleEntities:
    """Find all names and values of an article, typed by its whole evidence and resolved to its entities."""
    names = collect_names(title, text, parsed)
    settle_labels([name for name in names if name.label not in VALUE_LABELS])
    entities, indexes = resolve_names(names, parsed)
    mentions = tuple(
        Mention(name.field, name.start, name.end, name.text, name.label, index, name.rule)
        for name, index in zip(names, indexes, strict=True)
    )
    return ArticleEntities(mentions, entities)


def settle_labels(names: list[Name]) -> None:
    """Give every form of a name one type: known countries and peoples first, then the article's majority."""
    votes: dict[str, Counter[str]] = {}
    for name in names:
        weight = 2 if name.field == "text" else 1
        votes.setdefault(name.key, Counter())[name.label] += weight + (3 if name.honorifics else 0)
    surnames = {name.key.split()[-1] for name in names if " " in name.key and best_label(votes[name.key]) == "PERSON"}
    for name in names:
        name.label = choose_label(name, votes[name.key], surnames)


def choose_label(name: Name, votes: Counter[str], surnames: set[str]) -> str:
    """Choose the type of one name."""
    if find_country(name.text):
        return "GPE"
    if find_demonym(name.text):
        return "NORP" if best_label(votes) != "LANGUAGE" else "LANGUAGE"
    if name.honorifics or name.key in surnames:
        return "PERSON"
    return best_label(votes)


def best_label(votes: Counter[str]) -> str:
    """Give the label with most votes, the alphabet settling ties."""
    return min(votes, key=lambda label: (-votes[label], label))

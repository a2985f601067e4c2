"""Names that the model ran together with words before them, cut in the light of the article's other names.

"Calling Norway", "Republic Ada Odell", "RHC Odell", "Vester Group Ada Odell": the part that stands elsewhere by itself,
or that the article knows for a person's surname, is the name. Two people whom a small word parts are two.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from transforms.names.bodies import PROPER_TAGS
from transforms.names.edges import LEADING_WORDS, trim_edges
from transforms.names.mentions import CLASS_OF_LABEL, ArticleLines, Name, make_name
from transforms.names.strings import INITIAL, is_acronym, is_parting, is_run_on, surname_of
from transforms.words.lexicon import EVENT_WORDS, KIND_WORDS, ORGANISATION_WORDS, PARTICLES, PERSON_NOUNS
from transforms.words.lists import fold_name
from transforms.words.places import find_country, rank_place

NO_SURNAMES = KIND_WORDS | PERSON_NOUNS
PARTICIPLE = re.compile(r"\w{3,}(?:ed|ing)")
WORD = re.compile(r"\S+")
ADDED_TAGS = frozenset({"JJ", "JJS", "VBN", "VBG", "VBD", "VB", "RB", "CD", "IN", "CC", "WRB", "UH", "DT", "NN", "NNS"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the article calls things elsewhere: all names, and the surnames of its people."""

    keys: frozenset[str]
    surnames: Mapping[str, str]  # with the first letters of the names before them


def cut_run_ons(source: ArticleLines, names: Sequence[Name]) -> Iterator[Name]:
    """Yield all names, those that hold more than themselves cut in two or shortened."""
    known = Known(frozenset(name.key for name in names if not name.is_value), read_surnames(source, names))
    for name in names:
        words = list(WORD.finditer(name.text))
        if name.is_value or name.rule == "dateline" or len(words) < 2 or name.text.isupper():
            yield name
        elif name.label == "PERSON" and is_run_on(name.text):
            yield from part_people(source, name, words)
        elif cut := find_person(name, words, known):
            yield from part_person(source, name, cut)
        elif is_led_in(name, words, source, known):
            yield shorten(source, name, words[1].start())
        else:
            yield name


def read_surnames(source: ArticleLines, names: Iterable[Name]) -> dict[str, str]:
    """Make the table from surname to first letters of given names, of people named in full or with an honorific."""
    surnames: dict[str, str] = {}
    for name in names:
        parts = name.key.split()
        if name.label != "PERSON" or len(parts) > 3 or not (name.honorifics or len(parts) > 1):
            continue
        surname = surname_of(name.text)
        if surname not in NO_SURNAMES | source.small_words and not rank_place(surname):
            is_given = len(parts) > 1 and not is_acronym(name.text.split()[0])
            surnames[surname] = surnames.get(surname, "") + (parts[0][0] if is_given else "")
    return surnames


def find_person(name: Name, words: Sequence[re.Match[str]], known: Known) -> int:
    """Find where in a body's name a person's begins, one whom the article knows; 0 where none does."""
    first, *_, last = (fold_name(word[0]) for word in words)
    if last not in known.surnames:
        return 0
    if len(words) == 2:
        is_short = is_acronym(words[0][0]) and not find_country(words[0][0]) and not INITIAL.fullmatch(words[0][0])
        return words[1].start() if is_short and is_office(first, known.surnames[last]) else 0
    before = words[-2][0]
    if name.label == "PERSON" or fold_name(before) in PARTICLES or not before[0].isupper():
        return 0
    if not (first in KIND_WORDS or is_acronym(words[0][0]) or any(fold_name(w[0]) in KIND_WORDS for w in words[:-1])):
        return 0
    if not known.keys & {last, f"{fold_name(before)} {last}"}:
        return 0
    has_first = fold_name(before) not in KIND_WORDS and not is_acronym(before)
    return words[-2 if has_first else -1].start()


def is_office(acronym: str, given: str) -> bool:
    """Say whether letters before a surname are an office's ("DP Odell") and no initials ("JK Odell")."""
    return len(acronym) > 2 or (len(acronym) == 2 and bool(given) and acronym[0] not in given)


def part_person(source: ArticleLines, name: Name, cut: int) -> Iterator[Name]:
    """Yield the body and the person of a name that holds both."""
    at = name.start - name.line.start
    text = name.line.text
    start, end = trim_edges(text, at, at + cut)
    if start < end:
        yield make_name(source, name.line, start, end, name.label if name.label != "PERSON" else "ORG", "model")
    yield make_name(source, name.line, at + cut, at + len(name.text), "PERSON", "model")


def part_people(source: ArticleLines, name: Name, words: Sequence[re.Match[str]]) -> Iterator[Name]:
    """Yield the people whom small words part: "Ada watching Jonas Odell", "A. Odell st Jonas Rask" on a scoreboard."""
    at = name.start - name.line.start
    start = 0
    for before, word in pairwise(words):
        if is_parting(word[0]) and word is not words[-1]:
            if start < before.end():
                yield make_name(source, name.line, at + start, at + before.end(), "PERSON", name.rule)
            start = word.end() + 1
    yield make_name(source, name.line, at + start, at + len(name.text), "PERSON", name.rule)


def is_led_in(name: Name, words: Sequence[re.Match[str]], source: ArticleLines, known: Known) -> bool:
    """Say whether a name's first word is none of its own: what follows is a name elsewhere, the word is ordinary."""
    token = name.line.doc[name.first]
    rest = name.text[words[1].start() :]
    if not rest[0].isupper():
        return False
    if name.label == "PERSON" and len(words) > 2 and fold_name(words[0][0]) in KIND_WORDS:
        return True
    if find_country(name.text) or rank_place(name.text) or fold_name(words[0][0]) in EVENT_WORDS:
        return False
    is_known = fold_name(rest) in known.keys or bool(find_country(rest))
    if not (is_known and token.is_sent_start and token.is_title):
        return False
    if name.label == "PERSON" and len(words) == 2:  # a given name may be any word: "Mark", "Sunny", "Will"
        is_verb = token.tag_ in {"VBG", "VBN", "VBD"} and bool(PARTICIPLE.fullmatch(token.lower_))
        return token.lower_ in LEADING_WORDS or is_verb
    return token.lower_ in source.small_words or token.tag_ in ADDED_TAGS


def join_owner(source: ArticleLines, name: Name) -> Name:
    """Give a body's name the plural before it whose body it is: "Shopkeepers' Alliance"."""
    doc, first = name.line.doc, name.first
    if first < 2 or doc[first - 1].tag_ != "POS" or len(doc[first - 1]) > 1 or name.is_value:
        return name
    owner = doc[first - 2]
    if not (
        owner.is_title and owner.text[-1] == "s" and owner.tag_ in {"NNPS", "NNS", "NNP"} and owner.ent_iob_ == "O"
    ):
        return name
    if name.key.split()[-1] not in ORGANISATION_WORDS:
        return name
    return make_name(source, name.line, owner.idx, name.end - name.line.start, "ORG", "model")


def join_branches(source: ArticleLines, names: Iterable[Name]) -> Iterator[Name]:
    """Yield all names, a body's and the place right behind it as one: "Vester Aid Norway" is its branch there."""
    held: Name | None = None
    for name in names:
        if held is not None and is_branch(source, held, name):
            name = make_name(
                source, held.line, held.start - held.line.start, name.end - held.line.start, "ORG", "model"
            )
        elif held is not None:
            yield held
        held = name
    if held is not None:
        yield held


def is_branch(source: ArticleLines, body: Name, place: Name) -> bool:
    """Say whether a place's name follows a body's with nothing but a space between them."""
    return (
        body.label == "ORG"
        and place.label in {"GPE", "LOC"}
        and body.line is place.line
        and body.rule != "dateline" != place.rule
        and source.texts[body.field][body.end : place.start] == " "
        and body.text[-1].isalpha()
        and not place.text.isupper()
        and not (place.last < len(place.line.doc) and place.line.doc[place.last].tag_ in PROPER_TAGS)
    )


def shorten(source: ArticleLines, name: Name, cut: int) -> Name:
    """Cut the opening of a name off."""
    at = name.start - name.line.start
    label = name.label if name.label in CLASS_OF_LABEL else "ORG"
    short = make_name(source, name.line, at + cut, at + len(name.text), label, name.rule)
    short.chances = name.chances
    return short

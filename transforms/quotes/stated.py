"""What an article says of its persons: roles and trades, ages, countries, kin.

Read off the words before a name, its apposition and what it "is" (Quirk et al. 1985, 17.65-17.88 on apposition, 10.8 on
the complement), wherever in the article they stand.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from transforms.quotes.lines import Line
from transforms.quotes.salience import NAME, People, Standing
from transforms.values import ArticleEntities
from transforms.words.places import find_country, find_demonym

ROLE_WORDS = 8  # tokens around a name that may state its role
AGE_AFTER = re.compile(
    r"(?:, |,? \(|, (?:who is |now |aged ))(\d{1,3})(?=[,.;:)]|$| and\b)"
    r"|,? (?:is |was |who is )?(?:a|an|the) (\d{1,3})-year-old\b|,? aged (\d{1,3})\b"
)
AGE_BEFORE = re.compile(r"\b(\d{1,3})-year-old(?: [\w’'-]+){0,4} $")
AGES = range(3, 115)
NOUN_OF_TITLE = {"dr": "doctor", "prof": "professor", "sen": "senator", "rep": "representative", "gov": "governor"}
COUNTRY_AFTER = re.compile(r"(?:,? (?:of|from) (?:the )?| \()([A-Z][\w.]+(?: (?:and )?[A-Z][\w.]+){0,2})")
PEOPLE_AFTER = re.compile(r", (?:an?|the) ((?:[A-Z]\w+[ -]){0,1}[A-Z]\w+)")


class Said(NamedTuple):
    """Of whom a word is said, and where."""

    at: int
    entity: int


class Stated:
    """The roles, ages and countries of an article's persons."""

    def __init__(self, people: People, entities: ArticleEntities) -> None:
        self.people = people
        self.words: dict[str, list[Said]] = defaultdict(list)
        self.ages: dict[int, int] = {}
        self.countries: dict[int, set[str]] = defaultdict(set)
        for role in entities.roles:
            for word in re.findall(r"[a-z]+(?:-in-law)?", role.text.lower())[:6]:
                self.words[word].append(Said(role.start, role.entity))
        for standing in people.standings:
            if standing.kind == NAME:
                self.read(standing)
        for said in self.words.values():
            said.sort()

    def read(self, standing: Standing) -> None:
        """Take down what the words around a name say."""
        line = self.people.lines[standing.line]
        first = bisect_left(line.begins, standing.at - line.start)
        for word in (*role_words(line, first), *complement_words(line, standing.head)):
            self.words[word].append(Said(standing.at, standing.entity))
        text = self.people.text
        for word in text[max(line.start, standing.at - 16) : standing.at].lower().split()[-1:]:
            if noun := NOUN_OF_TITLE.get(word.rstrip(".")):
                self.words[noun].append(Said(standing.at, standing.entity))
        before, tail = text[max(line.start, standing.at - 48) : standing.at], text[standing.end : standing.end + 48]
        age = AGE_AFTER.match(tail) or AGE_BEFORE.search(before)
        if age is not None and (years := int(next(filter(None, age.groups())))) in AGES:
            self.ages.setdefault(standing.entity, years)
        codes = set(countries_before(line, first))
        if (after := COUNTRY_AFTER.match(tail)) and (code := find_country(after[1])):
            codes.add(code)
        if after := PEOPLE_AFTER.match(tail):
            codes |= {code for word in (after[1], after[1].split()[0]) if (code := find_demonym(word))}
        self.countries[standing.entity] |= codes

    def holders(self, noun: str) -> list[Said]:
        """Of whom the article says a noun, in order."""
        return self.words.get(noun, [])

    def said_of(self, entity: int) -> set[str]:
        """All words that are said of a person."""
        return {word for word, said in self.words.items() if any(s.entity == entity for s in said)}

    def is_younger(self, entity: int, other: int) -> bool | None:
        """Whether one person is the younger of two, by their ages or as the other's child; None where it is open."""
        ages = self.ages.get(entity), self.ages.get(other)
        if ages[0] is not None and ages[1] is not None and ages[0] != ages[1]:
            return ages[0] < ages[1]
        child, parent = self.is_child(entity), self.is_child(other)
        return None if child == parent else child

    def is_child(self, entity: int) -> bool:
        """Whether the article calls a person a son or daughter."""
        return any(s.entity == entity for noun in CHILDREN for s in self.holders(noun))


CHILDREN = ("son", "daughter", "grandson", "granddaughter", "nephew", "niece")


def countries_before(line: Line, first: int) -> Iterator[str]:
    """The countries right before a name: "Japanese judoka", "Belgium's", "the Dane"."""
    i = first - 1
    while i >= 0 and i >= first - 5 and line.tags[i] in ("NN", "NNP", "NNPS", "JJ", "HYPH", "POS", "VBN"):
        if line.words[i][0].isupper():
            pair = f"{line.words[i - 1]} {line.words[i]}" if i else ""
            owns = i + 1 < len(line.words) and line.tags[i + 1] == "POS"
            code = find_demonym(pair) or find_demonym(line.words[i])
            code = code or (find_country(pair) or find_country(line.words[i]) if owns else None)
            if code:
                yield code
        i -= 1


def role_words(line: Line, first: int) -> list[str]:
    """Nouns right before a name, in the apposition right after it, and the one to which the name is an apposition."""
    words = described_by(line, first)
    i = first - 1
    while i >= 0 and i >= first - ROLE_WORDS and line.tags[i] in ("NN", "NNP", "JJ", "HYPH", "POS"):
        words.append(line.lemmas[i].lower())
        i -= 1
    j = first
    while j < len(line.words) and line.tags[j] in ("NNP", "NNPS"):
        j += 1
    if j + 3 < len(line.words) and line.words[j] == "," and line.tags[j + 1] == "CD" and line.words[j + 2] == ",":
        j += 2  # "Ada Lunn, 51, a barrister"
    if (
        j + 1 < len(line.words)
        and line.words[j] == ","
        and line.tags[j + 1] in ("DT", "NN", "JJ", "PRP$", "NNP", "RB", "VBN")
    ):
        for k in range(j + 1, min(j + 1 + ROLE_WORDS, len(line.words))):
            if line.words[k] == "," or line.tags[k] in ("VBD", "VBZ", "VBP", "MD", "IN"):
                break
            if line.tags[k] in ("NN", "NNP", "JJ"):
                words.append(line.lemmas[k].lower())
    return words


def described_by(line: Line, first: int) -> list[str]:
    """The noun to which a name is an apposition, with its modifiers: "the keeper of the northern light, Ada Lunn"."""
    last = first
    while last + 1 < len(line.words) and line.tags[last + 1] in ("NNP", "NNPS"):
        last += 1
    heads = [line.heads[i] for i in range(first, last + 1) if i < len(line.deps) and line.deps[i] == "appos"][:1]
    if heads and line.deps[heads[0]] == "pobj" and line.lowers[line.heads[heads[0]]] == "of":
        heads.append(line.heads[line.heads[heads[0]]])  # the parser takes the nearest noun: "the keeper of the light"
    return [
        line.lemmas[i].lower()
        for head in heads
        if line.tags[head] in ("NN", "NNP")
        for i in range(max(line.left(head), head - 3), head + 1)
        if line.tags[i] in ("NN", "NNP", "JJ")
    ]


def complement_words(line: Line, head: int) -> list[str]:
    """The noun that a subject "is", with its modifiers: "Ada Lunn has been the mayor since May"."""
    verb = line.heads[head]
    if not line.deps[head].startswith("nsubj") or line.lemmas[verb] not in ("be", "become", "remain"):
        return []
    nouns = [k for k in line.kids[verb] if line.deps[k] in ("attr", "acomp", "dobj") and line.tags[k] in ("NN", "NNP")]
    return [
        line.lemmas[i].lower()
        for noun in nouns[:1]
        for i in range(max(line.left(noun), noun - 3), noun + 1)
        if line.tags[i] in ("NN", "NNP", "JJ")
    ]

"""Who "he" and "she" are: each person around a pronoun with the signs for and against, weighed by a fitted table.

A person's score is the sum of the weights of its signs and of pairs of signs that hold together
(`data/pronoun_weights.csv`); the probabilities are the softmax of the scores with that of nobody, which is 0: a
conditional logit (McFadden 1974), a ranking of antecedents (Denis and Baldridge 2008, "Specialized models and ranking
for coreference resolution"). The signs are those of the literature on salience (Lappin and Leass 1994; Grosz, Joshi and
Weinstein 1995) and binding (Chomsky 1981). Pronouns are read in the order of the text, so each one resolved is a place
of its person, and a vote on its gender, for the next.
`benchmarks/pronouns.py` fits the table.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from transforms.names.resolution import GENDER_OF_PRONOUN
from transforms.quotes.binding import Binding, bind
from transforms.quotes.gender import Genders
from transforms.quotes.lines import Line
from transforms.quotes.pronoun_signs import Candidate, Pronoun, SignReader, read_setting
from transforms.quotes.salience import NAMELESS, NOBODY, PRONOUN, People, Standing
from transforms.words.lists import read_table

WINDOW = 2500  # characters before a pronoun in which its antecedent is looked for
MOST_STANDINGS = 40  # places of persons met last that are looked at
SURE = 0.4  # a pronoun resolved so surely is a place of its person for the next
Weights = Mapping[str, tuple[tuple[str, float], ...]]  # of a sign, with each that must hold too


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its signs and probability."""

    entity: int
    signs: frozenset[str]
    probability: float


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """Read the fitted table: for each sign the signs that must hold with it, itself where it counts alone."""
    return group_weights((r["sign"], r["with"], float(r["weight"])) for r in read_table(__package__, "pronoun_weights"))


def group_weights(rows: Iterable[tuple[str, str, float]]) -> Weights:
    """Group rows of the table by their first sign."""
    grouped: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for sign, other, weight in rows:
        grouped[sign].append((other or sign, weight))
    return {sign: tuple(found) for sign, found in grouped.items()}


def weigh(signs: frozenset[str], weights: Weights) -> float:
    """Sum the weights of the signs that hold, and of those that hold together.

    >>> weigh(frozenset({"subject", "near"}), group_weights([("near", "", 1.0), ("near", "subject", 0.5)]))
    1.5
    """
    return sum(weight for sign in signs for other, weight in weights.get(sign, ()) if other in signs)


class Antecedents:
    """Ranks the persons of one article for its pronouns, in the order of the text."""

    def __init__(self, people: People, genders: Genders, weights: Weights | None = None) -> None:
        self.people = people
        self.genders = genders
        self.weights = read_weights() if weights is None else weights
        self.rankings: dict[int, list[Ranked]] = {}
        self.waiting = list(self.list_pronouns())[::-1]
        self.reader = SignReader(people, genders)

    def list_pronouns(self) -> Iterator[Pronoun]:
        """The pronouns of the body outside marks."""
        for line in self.people.lines:
            if not GENDER_OF_PRONOUN.keys().isdisjoint(line.lowers):
                for i, word in enumerate(line.lowers):
                    if word in GENDER_OF_PRONOUN and line.mark_of[i] < 0:
                        yield self.pronoun_at(line, i)

    def pronoun_at(self, line: Line, i: int) -> Pronoun:
        """Read the pronoun at a token."""
        at = line.start + line.begins[i]
        dep = line.deps[i]
        part = "subject" if dep.startswith("nsubj") or line.lowers[i] in ("he", "she") else "object"
        part = "possessor" if dep == "poss" or line.tags[i] == "PRP$" else part
        gender = GENDER_OF_PRONOUN[line.lowers[i]]
        return Pronoun(at, line, i, gender, part, self.people.ordinal(at), line.mark_of[i] >= 0)

    def advance(self, at: int) -> None:
        """Resolve the pronouns before a place, each to stand for its person from then on."""
        while self.waiting and self.waiting[-1].at < at:
            pronoun = self.waiting.pop()
            self.settle(pronoun, self.rank(pronoun))

    def resolve(self, line: Line, i: int, excluded: frozenset[int]) -> list[Ranked]:
        """The persons whom the source of a quotation may mean, the likeliest first."""
        pronoun = self.pronoun_at(line, i)
        self.advance(pronoun.at)
        ranked = self.rank(pronoun, excluded, is_source=True)
        if self.waiting and self.waiting[-1].at == pronoun.at:
            self.waiting.pop()
            self.settle(pronoun, ranked)
        return ranked

    def ranking_at(self, at: int) -> list[Ranked]:
        """How the pronoun at a place was ranked; those in marks only when asked for."""
        line = self.people.line_at(at)
        if at not in self.rankings and line is not None:
            i = bisect_left(line.begins, at - line.start)
            if i < len(line.lowers) and line.lowers[i] in GENDER_OF_PRONOUN:
                self.rankings[at] = self.rank(self.pronoun_at(line, i))
        return self.rankings.get(at, [])

    def settle(self, pronoun: Pronoun, ranked: list[Ranked]) -> None:
        """Let a pronoun resolved stand for its person."""
        self.rankings[pronoun.at] = ranked
        if not ranked or ranked[0].probability < SURE:
            return
        entity = ranked[0].entity
        tokens = (pronoun.token, pronoun.token + 1)
        self.people.add(self.people.standing_of(pronoun.line, tokens, entity, PRONOUN, pronoun.gender))
        if entity != NAMELESS:
            self.genders.vote(entity, pronoun.gender, ranked[0].probability)

    def rank(self, pronoun: Pronoun, excluded: frozenset[int] = NOBODY, is_source: bool = False) -> list[Ranked]:
        """Each person that may be meant with signs and probability, the likeliest first."""
        binding = bind(pronoun.line, pronoun.token, pronoun.part)
        near = self.people.standings_before(pronoun.at, WINDOW)[-MOST_STANDINGS:]
        candidates = [
            candidate
            for candidate in self.list_candidates(pronoun, binding, near)
            if candidate.entity not in excluded
            and not (candidate.is_bound and pronoun.part == "object")
            and self.may_be(candidate.entity, pronoun.gender, is_source)
        ]
        setting = read_setting(pronoun, binding, near, is_source)
        signs = [self.reader.read(setting, candidate, place) for place, candidate in enumerate(candidates)]
        scores = [weigh(found, self.weights) for found in signs]
        top = max((0.0, *scores))
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers) + math.exp(-top)
        ranked = [
            Ranked(c.entity, found, power / total) for c, found, power in zip(candidates, signs, powers, strict=True)
        ]
        return sorted(ranked, key=lambda r: (-r.probability, r.entity))

    def list_candidates(self, pronoun: Pronoun, binding: Binding, near: list[Standing]) -> list[Candidate]:
        """The persons around a pronoun, the nearest first."""
        found: dict[int, Candidate] = {}
        end = pronoun.line.start + pronoun.line.begins[binding.last] + 1
        for standing in near + self.people.standings_after(pronoun.at + 1, end):
            is_here = standing.line == pronoun.line.index
            is_bound = is_here and standing.head in binding.barred and not standing.is_joined
            if not is_bound and standing.gender not in (None, pronoun.gender):
                continue
            candidate = found.setdefault(standing.entity, Candidate(standing.entity))
            candidate.is_bound = candidate.is_bound or is_bound
            (candidate.before if standing.at < pronoun.at else candidate.after).append(standing)
        return sorted(found.values(), key=lambda c: (-c.before[-1].at if c.before else 1, c.entity))

    def may_be(self, entity: int, gender: str, is_source: bool) -> bool:
        """Whether no title or noun speaks against a gender, nor a given name where none is stated.

        Nor, for the source of a quotation, the pronouns before: no name is better than a wrong one.
        """
        signs = () if entity == NAMELESS else self.genders.evidence(entity, gender)
        if "stated_agrees" in signs:
            return True
        is_other = is_source and "shown_differs" in signs and "given_name_agrees" not in signs
        return "stated_differs" not in signs and "given_name_differs" not in signs and not is_other

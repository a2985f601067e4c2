"""Who "he" and "she" are: each person around a pronoun with the signs for and against, weighed by a fitted table.

A person's score is the sum of the weights of its signs (`data/pronoun_weights.csv`); the probabilities are the softmax
of the scores with that of nobody, which is 0: a conditional logit (McFadden 1974), a ranking of antecedents (Denis and
Baldridge 2008, "Specialized models and ranking for coreference resolution"). The signs are those of the literature on
salience (Lappin and Leass 1994; Grosz, Joshi and Weinstein 1995) and binding (Chomsky 1981). Pronouns are read in the
order of the text, so each one resolved is a place of its person, and a vote on its gender, for the next.
`benchmarks/pronouns.py` fits the table.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from transforms.names.resolution import GENDER_OF_PRONOUN
from transforms.quotes.binding import Binding, bind
from transforms.quotes.gender import Genders
from transforms.quotes.lines import Line
from transforms.quotes.salience import NAMELESS, NOBODY, PRONOUN, Excluded, People, Standing
from transforms.words.lists import read_table

WINDOW = 2500  # characters before a pronoun in which its antecedent is looked for
MOST_STANDINGS = 40  # places of persons met last that are looked at
SURE = 0.4  # a pronoun resolved so surely is a place of its person for the next
PARTS = ("subject", "object", "possessor")  # of a pronoun: a sign may weigh more for one of them
BUCKETS = ("0", "1", "2", "3_5", "3_5", "3_5")  # sentences between, as the table names them
Weights = Mapping[str, tuple[float, ...]]


@dataclass(slots=True)
class Pronoun:
    """A pronoun of the body: where it stands, its part in the clause, its gender."""

    at: int
    line: Line
    token: int
    gender: str
    part: str
    sentence: int
    is_marked: bool


@dataclass(slots=True)
class Candidate:
    """A person whom a pronoun may mean, with its places before, the nearest last, and after in the sentence."""

    entity: int
    before: list[Standing] = field(default_factory=list)
    after: list[Standing] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its signs and probability; `part` is the pronoun's."""

    entity: int
    part: str
    signs: tuple[str, ...]
    probability: float


@lru_cache(maxsize=1)
def read_weights() -> Weights:
    """Read the fitted table: for each sign its weight, and what is added for each part of the pronoun."""
    rows = read_table("transforms.quotes", "pronoun_weights")
    return {row["sign"]: tuple(float(row["any"]) + float(row[part]) for part in PARTS) for row in rows}


class Antecedents:
    """Ranks the persons of one article for its pronouns, in the order of the text."""

    def __init__(self, people: People, genders: Genders, weights: Weights | None = None) -> None:
        self.people = people
        self.genders = genders
        self.weights = read_weights() if weights is None else weights
        self.rankings: dict[int, list[Ranked]] = {}
        self.waiting = list(self.list_pronouns())[::-1]
        self.counts: dict[int, int] = defaultdict(int)
        for standing in people.standings:
            self.counts[standing.entity] += 1
        self.most_met = max(self.counts, key=lambda e: (self.counts[e], -e), default=None)

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

    def resolve(self, line: Line, i: int, excluded: Excluded) -> list[Ranked]:
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

    def rank(self, pronoun: Pronoun, excluded: Excluded = NOBODY, is_source: bool = False) -> list[Ranked]:
        """Each person that may be meant with signs and probability, the likeliest first."""
        binding = bind(pronoun.line, pronoun.token, pronoun.part)
        candidates = self.list_candidates(pronoun, binding, excluded)
        column = PARTS.index(pronoun.part)
        signs = [
            tuple(self.read_signs(pronoun, binding, candidate, place, excluded, is_source))
            for place, candidate in enumerate(candidates)
        ]
        scores = [sum(self.weights[s][column] for s in found if s in self.weights) for found in signs]
        top = max((0.0, *scores))
        powers = [math.exp(score - top) for score in scores]
        total = sum(powers) + math.exp(-top)
        ranked = [
            Ranked(c.entity, pronoun.part, found, power / total)
            for c, found, power in zip(candidates, signs, powers, strict=True)
        ]
        return sorted(ranked, key=lambda r: (-r.probability, r.entity))

    def list_candidates(self, pronoun: Pronoun, binding: Binding, excluded: Excluded) -> list[Candidate]:
        """The persons around a pronoun whom no rule excludes, the nearest first."""
        found: dict[int, Candidate] = {}
        barred = set(excluded.barred)
        near = self.people.standings_before(pronoun.at, WINDOW)[-MOST_STANDINGS:]
        end = pronoun.line.start + pronoun.line.begins[binding.last] + 1
        for standing in near + self.people.standings_after(pronoun.at + 1, end):
            is_here = standing.line == pronoun.line.index
            if is_here and standing.head in binding.barred and not standing.is_joined:
                barred.add(standing.entity)
            elif standing.gender not in (None, pronoun.gender):
                continue
            candidate = found.setdefault(standing.entity, Candidate(standing.entity))
            (candidate.before if standing.at < pronoun.at else candidate.after).append(standing)
        kept = [c for c in found.values() if c.entity not in barred and self.may_be(c.entity, pronoun.gender)]
        return sorted(kept, key=lambda c: (-c.before[-1].at if c.before else 1, c.entity))

    def may_be(self, entity: int, gender: str) -> bool:
        """Whether no title or noun speaks against a gender, nor a given name where none is stated."""
        signs = () if entity == NAMELESS else self.genders.evidence(entity, gender)
        if "stated_agrees" in signs:
            return True
        return "stated_differs" not in signs and "given_name_differs" not in signs

    def read_signs(
        self, pronoun: Pronoun, binding: Binding, candidate: Candidate, place: int, excluded: Excluded, is_source: bool
    ) -> Iterator[str]:
        """The signs of one candidate, as names of weights."""
        entity = candidate.entity
        if entity == NAMELESS:
            yield "nameless"
        else:
            yield "named"
            yield from self.genders.evidence(entity, pronoun.gender)
            yield from self.signs_of_topic(entity, candidate)
        yield f"nearest_{min(place, 4)}"
        if candidate.before:
            yield from signs_of_place(pronoun, candidate.before)
            yield from signs_of_syntax(pronoun, binding, candidate.before)
        else:
            yield "only_after"
            yield "after_clause" if binding.is_fronted else "after_other"
        yield from self.signs_of_speech(pronoun, candidate, excluded, is_source)

    def signs_of_topic(self, entity: int, candidate: Candidate) -> Iterator[str]:
        """How far the article is about this person."""
        if entity in self.people.headline:
            yield "in_headline"
        if entity == self.most_met:
            yield "most_met"
        met = len(candidate.before)
        yield f"met_{min(met, 4)}"
        if entity in self.people.placelike:
            yield "placelike"
        if " " not in self.people.entities[entity].name:
            yield "lone_word"

    def signs_of_speech(
        self, pronoun: Pronoun, candidate: Candidate, excluded: Excluded, is_source: bool
    ) -> Iterator[str]:
        """Who spoke, who was spoken to, who is named in the words."""
        entity = candidate.entity
        if entity in excluded.named:
            yield "named_in_words"
        spoken = [s for s in self.people.spoken[-3:] if s.at < pronoun.at]
        if not spoken:
            return
        away = BUCKETS[min(self.people.sentences_between(spoken[-1].at, pronoun.at), 3)]
        who = "source" if is_source else "other"
        if spoken[-1].entity == entity:
            yield f"spoke_last_{who}_{away}"
        elif len(spoken) > 1 and spoken[-2].entity == entity:
            yield f"spoke_before_{who}"
        if entity in spoken[-1].heard:
            yield "was_told"


def signs_of_place(pronoun: Pronoun, before: Sequence[Standing]) -> Iterator[str]:
    """Where a candidate stood last: how far, in which part of which clause, by name or pronoun."""
    last = before[-1]
    away = pronoun.sentence - last.sentence
    bucket = BUCKETS[away] if away < len(BUCKETS) else "6_on"
    yield f"sentence_{bucket}"
    if last.line != pronoun.line.index:
        yield "other_paragraph"
    near = bucket if away < 2 else "far"
    yield f"{last.kind}_{last.role}_{near}"
    if last.role == pronoun.part:
        yield f"parallel_{near}"
    if last.is_joined:
        yield "joined"
    if last.is_apposed:
        yield "apposed"
    if last.is_marked != pronoun.is_marked:
        yield "other_side_of_marks"
    if last.kind == PRONOUN:
        named = next((s for s in reversed(before) if s.kind != PRONOUN), None)
        far = pronoun.sentence - named.sentence if named else 6
        yield f"name_{BUCKETS[far] if far < len(BUCKETS) else '6_on'}"


def signs_of_syntax(pronoun: Pronoun, binding: Binding, before: Sequence[Standing]) -> Iterator[str]:
    """How a candidate stands to the pronoun in the sentence, and as what in the one before."""
    here = [s for s in before if s.line == pronoun.line.index]
    above = [binding.above[s.head] for s in here if s.head in binding.above]
    if above:
        yield f"above_{min(above)}"
    if any(s.head in binding.objects for s in here):
        yield "object_above"
    if any(s.head in binding.ancestors for s in here):
        yield "holds"
    if any(s.sentence == pronoun.sentence and s.role == "subject" for s in before):
        yield "subject_here"
    if any(s.sentence == pronoun.sentence - 1 and s.role == "subject" for s in before):
        yield "subject_of_last"
    if any(s.line == pronoun.line.index and s.sentence < pronoun.sentence and s.role == "subject" for s in before):
        yield "subject_in_paragraph"

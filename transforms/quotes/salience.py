"""How present each person is at a place of the text: what a pronoun or "the actor" there may mean.

Subjects outweigh objects, who spoke last outweighs both, words in marks and possessors weigh least, and each sentence
between takes a quarter (Lappin and Leass 1994, "An algorithm for pronominal anaphora resolution").
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transforms.quotes.beside_marks import Draft
from transforms.quotes.hearers import hearer_range
from transforms.quotes.lines import Line
from transforms.quotes.reporting_verbs import REPLIES
from transforms.values import ArticleEntities, Mention
from transforms.words.given_names import gender_of_name

WINDOW = 2500  # characters before a pronoun in which its antecedent is looked for
NAMELESS = -1  # a person whom the text only describes
SUBJECT_WEIGHT = 0.8  # salience of a person who is a subject
MARKED_WEIGHT = 0.2  # salience of a person named inside marks
SPEAKER_WEIGHT = 0.95  # salience of who spoke last, against .8 for a subject
LONE_WORD = 0.5  # salience of one word by itself that the model took for a person
ASKED = 0.4  # salience of a nameless questioner: the answer is another's
PLACE_BEFORE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round)\s$")
MOST_TRACES = 24  # persons met last that a pronoun is compared with
FADING = 0.75  # what a sentence between leaves of salience


@dataclass(frozen=True, slots=True)
class Trace:
    """A person met in the text: where, and how salient there."""

    at: int
    entity: int
    weight: float


class Excluded(NamedTuple):
    """Persons whom a pronoun cannot mean, and persons whom it hardly means."""

    barred: frozenset[int]
    named: frozenset[int]


class People:
    """The persons of one article where they stand, and who spoke so far."""

    def __init__(self, text: str, lines: Sequence[Line], entities: ArticleEntities) -> None:
        self.text = text
        self.entities = entities.entities
        self.mentions = sorted(
            (m for m in entities.mentions if m.field == "text" and m.entity is not None), key=lambda m: m.start
        )
        self.starts = [m.start for m in self.mentions]
        self.lines = lines
        self.line_starts = [line.start for line in lines]
        self.ordinals = count_sentences(lines)
        self.placelike = self.find_placelike()
        self.genders = {i: e.gender for i, e in enumerate(self.entities) if e.gender}
        self.spoken: list[Trace] = []
        self.traces: list[Trace] = []
        self.trace_starts: list[int] = []
        self.add_traces(t for m in self.mentions if (t := self.trace_of(m)))

    def add_traces(self, traces: Iterable[Trace]) -> None:
        """Put traces of persons in order among those known."""
        self.traces = sorted([*self.traces, *traces], key=lambda t: t.at)
        self.trace_starts = [t.at for t in self.traces]

    def traces_before(self, at: int, window: int) -> list[Trace]:
        """Persons met within so many characters before a place."""
        return self.traces[bisect_left(self.trace_starts, at - window) : bisect_left(self.trace_starts, at)]

    def note_speaker(self, draft: Draft, entity: int | None) -> None:
        """Remember who spoke a quotation; None is somebody without a name."""
        if draft.source is not None:
            who = NAMELESS if entity is None else entity
            self.spoken.append(Trace(draft.line.chars(*draft.source)[0], who, self.weigh_speaker(draft, who)))

    def is_person(self, entity: int | None) -> bool:
        """Whether an entity is a person."""
        return entity is not None and self.entities[entity].label == "PERSON"

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that begin within a stretch of the body."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def entities_in(self, start: int, end: int) -> set[int]:
        """Entities whose mentions begin within a stretch of the body."""
        return {m.entity for m in self.mentions_in(start, end) if m.entity is not None}

    def weigh_speaker(self, draft: Draft, entity: int) -> float:
        """Salience of who just spoke: who asks namelessly is answered; a place "is said to have" spoken."""
        verb = draft.verb
        if entity == NAMELESS:
            return ASKED if verb is not None and draft.line.lemmas[verb] == "ask" else SPEAKER_WEIGHT
        speaks = verb is None or draft.line.tags[verb] in ("VBD", "VBZ", "VBP")
        return SPEAKER_WEIGHT * (1.0 if speaks else self.trust(entity))

    def not_speaking(self, draft: Draft) -> Excluded:
        """Persons who are hardly a pronoun's: who is told, who spoke before a reply, who is named in the words."""
        barred: set[int] = set()
        if draft.verb is not None:
            heard = hearer_range(draft.line, draft.verb, len(draft.line.words))
            barred |= self.entities_in(*draft.line.chars(*heard)) if heard else set()
            if draft.line.lemmas[draft.verb] in REPLIES and self.spoken:
                barred.add(self.spoken[-1].entity)
        named = {e for a, b in draft.spans[:4] for e in self.entities_in(a, b)}
        return Excluded(frozenset(barred), frozenset(named - {t.entity for t in self.spoken[-1:]}))

    def rank_antecedents(self, at: int, gender: str, excluded: Excluded) -> list[tuple[float, int]]:
        """The persons whom "he" or "she" at a place may mean with their salience, the most salient first."""
        scores: dict[int, float] = {}
        counts: dict[int, int] = defaultdict(int)
        near = self.traces_before(at, WINDOW)[-MOST_TRACES:]
        for trace in near + [t for t in self.spoken[-3:] if at - WINDOW <= t.at < at]:
            fit = self.gender_fit(trace.entity, gender)
            if fit and trace.entity not in excluded.barred:
                fit *= 0.5 if trace.entity in excluded.named else 1.0
                score = trace.weight * FADING ** self.sentences_between(trace.at, at) * fit
                scores[trace.entity] = max(scores.get(trace.entity, 0.0), score)
                counts[trace.entity] += 1
        return sorted(((score + 0.02 * min(counts[e], 5), e) for e, score in scores.items()), reverse=True)

    def gender_fit(self, entity: int, gender: str) -> float:
        """How well a person fits a pronoun: by given name, else by what the text showed so far."""
        if entity == NAMELESS:
            return 1.0
        by_name = gender_of_name(self.entities[entity].name)
        if by_name is not None:
            return 1.1 if by_name == gender else 0.0
        known = self.genders.get(entity)
        return 1.0 if known is None else 1.1 if known == gender else 0.35

    def sentences_between(self, a: int, b: int) -> int:
        """How many sentences lie between two places, those wholly in marks left out."""
        starts, counts = self.ordinals
        return counts[bisect_right(starts, b) - 1] - counts[bisect_right(starts, a) - 1]

    def trace_of(self, mention: Mention) -> Trace | None:
        """A person's mention as a candidate of later pronouns: subjects weigh more, possessives and marks less."""
        if mention.entity is None or not self.is_person(mention.entity):
            return None
        line = self.line_at(mention.start)
        if line is None:
            return None
        i = bisect_left(line.ends, mention.end - line.start)
        if i < len(line.deps) and line.mark_of[i] >= 0:
            return Trace(mention.start, mention.entity, MARKED_WEIGHT)
        if mention.entity in self.placelike:
            return None
        dep = line.deps[i] if i < len(line.deps) else ""
        if dep == "appos":
            dep = line.deps[line.heads[i]]
        weight = SUBJECT_WEIGHT if dep.startswith("nsubj") else 0.3 if dep in ("poss", "compound") else 0.5
        return Trace(mention.start, mention.entity, weight * self.trust(mention.entity))

    def trust(self, entity: int) -> float:
        """How far a PERSON can be trusted to be one: a lone word that no title shows may be a place or a paper."""
        found = self.entities[entity]
        return LONE_WORD if " " not in found.name and not found.gender and len(found.aliases) == 0 else 1.0

    def find_placelike(self) -> frozenset[int]:
        """Lone words taken for persons that stand after "in" or "at": nobody is in a person."""
        return frozenset(
            m.entity
            for m in self.mentions
            if m.entity is not None
            and self.is_person(m.entity)
            and " " not in self.entities[m.entity].name
            and PLACE_BEFORE.search(self.text, max(0, m.start - 12), m.start)
        )

    def line_at(self, at: int) -> Line | None:
        """The line that holds a character of the body."""
        i = bisect_right(self.line_starts, at) - 1
        return self.lines[i] if i >= 0 else None


def count_sentences(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Where each sentence starts, and how many before it hold words outside marks."""
    starts, counts, count = [0], [0], 0
    for line in lines:
        for a, b in line.sentences:
            starts.append(line.start + line.begins[a])
            count += any(line.mark_of[i] < 0 and line.words[i].isalnum() for i in range(a, b))
            counts.append(count)
    return starts, counts

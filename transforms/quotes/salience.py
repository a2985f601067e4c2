"""The persons of one article: where each stands, in which part of the sentence, and who spoke so far."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transforms.quotes.beside_marks import Draft
from transforms.quotes.hearers import hearer_range
from transforms.quotes.lines import Line
from transforms.quotes.reporting_verbs import REPLIES
from transforms.values import ArticleEntities, Mention

NAMELESS = -1  # a person whom the text only describes
NAME, PRONOUN, DESCRIPTION = "name", "pronoun", "description"
TITLE_WORD = re.compile(r"\w[\w.’'-]*\b")
MARKS = frozenset('"“”«»„')
PLACE_BEFORE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]cross|[Aa]round)\s$")
ROLE_OF_DEP = {
    "nsubj": "subject", "nsubjpass": "subject", "dobj": "object", "dative": "object", "poss": "possessor",
    "pobj": "oblique", "agent": "oblique", "attr": "object", "compound": "part", "nmod": "part", "amod": "part",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Standing:
    """A place where the text means a person: `head` is a token of line number `line`, `sentence` its ordinal.

    `role` is the part that it plays in its clause, where it is coordinated or in apposition that of the first.
    """

    at: int
    end: int
    entity: int
    line: int
    head: int
    sentence: int
    role: str
    kind: str = NAME
    is_marked: bool = False
    is_joined: bool = False
    is_apposed: bool = False
    gender: str | None = None


class Spoke(NamedTuple):
    """Who spoke a quotation, and whom it was said to: entities."""

    at: int
    entity: int
    heard: frozenset[int]


NOBODY: frozenset[int] = frozenset()


class People:
    """The persons of one article where they stand, and who spoke so far."""

    def __init__(self, text: str, lines: Sequence[Line], entities: ArticleEntities, title: str = "") -> None:
        self.text = text
        self.entities = entities.entities
        self.mentions = sorted(
            (m for m in entities.mentions if m.field == "text" and m.entity is not None), key=lambda m: m.start
        )
        self.starts = [m.start for m in self.mentions]
        self.headline = frozenset(m.entity for m in entities.mentions if m.field == "title")
        self.headline |= find_titled(title, entities)
        self.lines = lines
        self.line_starts = [line.start for line in lines]
        self.ordinals = count_sentences(lines)
        self.placelike = self.find_placelike()
        self.spoken: list[Spoke] = []
        self.standings = [s for m in self.mentions if self.is_person(m.entity) and (s := self.stand(m))]

    def add(self, standing: Standing) -> None:
        """Put one more place of a person in order among those known."""
        insort(self.standings, standing, key=lambda s: s.at)

    def standings_before(self, at: int, window: int) -> list[Standing]:
        """Places of persons within so many characters before a place."""
        first = bisect_left(self.standings, at - window, key=lambda s: s.at)
        return self.standings[first : bisect_left(self.standings, at, key=lambda s: s.at)]

    def standings_after(self, at: int, end: int) -> list[Standing]:
        """Places of persons from a place on, up to another."""
        first = bisect_left(self.standings, at, key=lambda s: s.at)
        return self.standings[first : bisect_left(self.standings, end, key=lambda s: s.at)]

    def note_speaker(self, draft: Draft, entity: int | None) -> None:
        """Remember who spoke a quotation; None is somebody without a name."""
        if draft.source is not None:
            at = draft.line.chars(*draft.source)[0]
            self.spoken.append(Spoke(at, NAMELESS if entity is None else entity, self.hearers(draft)))

    def is_person(self, entity: int | None) -> bool:
        """Whether an entity is a person."""
        return entity is not None and self.entities[entity].label == "PERSON"

    def mentions_in(self, start: int, end: int) -> list[Mention]:
        """Mentions that begin within a stretch of the body."""
        return self.mentions[bisect_left(self.starts, start) : bisect_left(self.starts, end)]

    def entities_in(self, start: int, end: int) -> set[int]:
        """Entities whose mentions begin within a stretch of the body."""
        return {m.entity for m in self.mentions_in(start, end) if m.entity is not None}

    def hearers(self, draft: Draft) -> frozenset[int]:
        """The entities to whom a quotation is said."""
        heard = hearer_range(draft.line, draft.verb, len(draft.line.words)) if draft.verb is not None else None
        return frozenset(self.entities_in(*draft.line.chars(*heard))) if heard else frozenset()

    def not_speaking(self, draft: Draft) -> frozenset[int]:
        """Persons who are not a pronoun's: who is told, who spoke before a reply, who is named in words in marks.

        In "Odell's plan will fail, he said" he is not Odell (Chomsky 1981, principle C), unless he spoke before.
        """
        barred = set(self.hearers(draft))
        if draft.verb is not None and draft.line.lemmas[draft.verb] in REPLIES and self.spoken:
            barred.add(self.spoken[-1].entity)
        marked = [(a, b) for a, b in draft.spans[:4] if not MARKS.isdisjoint(self.text[max(0, a - 1) : b + 1])]
        named = {e for a, b in marked for e in self.entities_in(a, b)}
        return frozenset(barred | (named - {t.entity for t in self.spoken[-1:]}))

    def sentences_between(self, a: int, b: int) -> int:
        """How many sentences lie between two places, those wholly in marks left out."""
        return self.ordinal(b) - self.ordinal(a)

    def ordinal(self, at: int) -> int:
        """The number of the sentence at a place, those wholly in marks not counted."""
        starts, counts = self.ordinals
        return counts[bisect_right(starts, at) - 1]

    def stand(self, mention: Mention) -> Standing | None:
        """Where a person's name stands, and as what."""
        line = self.line_at(mention.start)
        if line is None or mention.entity is None:
            return None
        a = bisect_left(line.ends, mention.start - line.start + 1)
        b = max(a + 1, bisect_left(line.begins, mention.end - line.start))
        if a >= len(line.words):
            return None
        return self.standing_of(line, (a, min(b, len(line.words))), mention.entity, NAME)

    def standing_of(
        self, line: Line, tokens: tuple[int, int], entity: int, kind: str, gender: str | None = None
    ) -> Standing:
        """Make the place of a person whom these tokens mean."""
        a, b = tokens
        head = next((i for i in range(a, b) if not a <= line.heads[i] < b or line.heads[i] == i), a)
        role, is_joined, is_apposed = part_of(line, head)
        start, end = line.chars(a, b)
        return Standing(
            start, end, entity, line.index, head, self.ordinal(start), role, kind,
            line.mark_of[head] >= 0, is_joined, is_apposed, gender,
        )  # fmt: skip

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


def find_titled(title: str, entities: ArticleEntities) -> frozenset[int]:
    """The persons all words of whose names stand in the title, whether or not they were found there."""
    words = set(TITLE_WORD.findall(title))
    if not words:
        return frozenset()
    return frozenset(
        i
        for i, e in enumerate(entities.entities)
        if e.label == "PERSON" and words.issuperset(TITLE_WORD.findall(e.name))
    )


def part_of(line: Line, head: int) -> tuple[str, bool, bool]:
    """The part that a noun plays in its clause; whether it is coordinated; whether it is in apposition."""
    is_joined = is_apposed = False
    for _ in range(6):
        dep = line.deps[head]
        if dep == "conj" and line.tags[line.heads[head]][:2] not in ("VB", "MD"):
            is_joined = True
        elif dep == "appos":
            is_apposed = True
        else:
            break
        head = line.heads[head]
    return ROLE_OF_DEP.get(line.deps[head], "other"), is_joined, is_apposed


def count_sentences(lines: Sequence[Line]) -> tuple[list[int], list[int]]:
    """Where each sentence starts, and how many before it hold words outside marks."""
    starts, counts, count = [0], [0], 0
    for line in lines:
        for a, b in line.sentences:
            starts.append(line.start + line.begins[a])
            count += any(line.mark_of[i] < 0 and line.words[i].isalnum() for i in range(a, b))
            counts.append(count)
    return starts, counts

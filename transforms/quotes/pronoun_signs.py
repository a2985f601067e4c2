"""The signs for and against each person whom a pronoun may mean, as names of weights in `data/pronoun_weights.csv`.

What is counted (words, steps in the tree, subjects in between) gives a sign for each bound that it stays under, so that
the table can give each its weight: `steps_under_3` and `steps_under_5` both hold for 2.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from transforms.quotes.binding import Binding, climb
from transforms.quotes.gender import Genders
from transforms.quotes.lines import Line
from transforms.quotes.salience import NAME, NAMELESS, PRONOUN, People, Standing

SENTENCES = ("0", "1", "2", "3_5", "3_5", "3_5")  # sentences between, as the table names them
NEAR_SPEECH = 3  # sentences after a quotation in which its speaker may well go on
UNDER = {
    "characters": (15, 40, 80, 160, 320),  # from where the person stood last
    "steps": (2, 3, 4, 5, 7),  # in the tree, to the nearest place of the person before
    "steps_after": (2, 3, 4, 6, 30),  # and after
    "depth": (1, 2, 3, 5),  # of the person's last place in its tree
    "pronoun_depth": (1, 2, 3, 5),
    "pronoun_word": (1, 2, 4, 8, 14),  # of its sentence
    "subjects_between": (1, 2, 3),  # other persons that were subjects since
    "met": (1, 2, 3, 5),  # places before
    "named": (2, 3, 4, 6),  # names in the article
    "named_later": (1, 2),
    "pronouns": (1, 2, 4),  # pronouns before that meant this person
}


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
    is_bound: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What holds of a pronoun whoever is meant: its place in the tree, the subjects before it."""

    pronoun: Pronoun
    binding: Binding
    is_source: bool
    steps: dict[int, int]
    subjects: tuple[Standing, ...]
    signs: tuple[str, ...]


def read_setting(pronoun: Pronoun, binding: Binding, near: Sequence[Standing], is_source: bool) -> Setting:
    """Read what holds of a pronoun."""
    line = pronoun.line
    steps = {token: n for n, token in enumerate((pronoun.token, *climb(line, pronoun.token)))}
    first = next((a for a, b in line.sentences if a <= pronoun.token < b), 0)
    signs = (
        f"of_{pronoun.part}",
        *(["in_attribution"] if is_source else []),
        *under("pronoun_depth", len(steps) - 1),
        *under("pronoun_word", pronoun.token - first),
    )
    subjects = tuple(s for s in near if s.role == "subject")
    return Setting(pronoun, binding, is_source, steps, subjects, signs)


def under(what: str, count: int) -> Iterator[str]:
    """The signs of a count.

    >>> list(under("named_later", 1))
    ['named_later_under_2']
    """
    return (f"{what}_under_{bound}" for bound in UNDER[what] if count < bound)


class SignReader:
    """Reads the signs of the persons of one article."""

    def __init__(self, people: People, genders: Genders) -> None:
        self.people = people
        self.genders = genders
        self.names: dict[int, list[int]] = defaultdict(list)
        for standing in people.standings:
            if standing.kind == NAME:
                self.names[standing.entity].append(standing.at)
        self.most_named = max(self.names, key=lambda e: (len(self.names[e]), -e), default=None)

    def read(self, setting: Setting, candidate: Candidate, place: int) -> frozenset[str]:
        """The signs of one candidate, which is number `place` of the nearest."""
        signs = {*setting.signs, f"nearest_{min(place, 4)}", *self.signs_of_speech(setting, candidate.entity)}
        if candidate.entity == NAMELESS:
            signs.add("nameless")
        else:
            signs.add("has_name")
            signs.update(self.genders.evidence(candidate.entity, setting.pronoun.gender))
            signs.update(self.signs_of_topic(setting.pronoun, candidate.entity))
        if candidate.is_bound:
            signs.add(f"bound_{setting.pronoun.part}")
        signs.update(signs_of_standings(setting, candidate))
        return frozenset(signs)

    def signs_of_topic(self, pronoun: Pronoun, entity: int) -> Iterator[str]:
        """How far the article is about this person."""
        if entity in self.people.headline:
            yield "in_headline"
        if entity == self.most_named:
            yield "most_named"
        if entity in self.people.placelike:
            yield "placelike"
        if " " not in self.people.entities[entity].name:
            yield "lone_word"
        names = self.names[entity]
        yield from under("named", len(names))
        yield from under("named_later", len(names) - bisect_left(names, pronoun.at))

    def signs_of_speech(self, setting: Setting, entity: int) -> Iterator[str]:
        """Who spoke, who was spoken to, who is named in the words."""
        at = setting.pronoun.at
        spoken = [s for s in self.people.spoken[-3:] if s.at < at]
        if not spoken:
            return
        if spoken[-1].entity == entity:
            away = "near" if self.people.sentences_between(spoken[-1].at, at) < NEAR_SPEECH else "far"
            yield f"spoke_last_{away}"
            if setting.is_source:
                yield f"speaks_on_{away}"
        elif len(spoken) > 1 and spoken[-2].entity == entity:
            yield "spoke_before"
        if entity in spoken[-1].heard:
            yield "was_told"


def signs_of_standings(setting: Setting, candidate: Candidate) -> Iterator[str]:
    """The signs of the places where a candidate stands."""
    after = (steps_to(setting, s) for s in candidate.after if s.line == setting.pronoun.line.index)
    yield from under("steps_after", min(after, default=30))
    if not candidate.before:
        yield "only_after"
        yield "after_clause" if setting.binding.is_fronted else "after_other"
        return
    yield from signs_of_place(setting, candidate.before)
    yield from signs_of_distance(setting, candidate)
    yield from signs_of_syntax(setting, candidate.before)


def signs_of_place(setting: Setting, before: Sequence[Standing]) -> Iterator[str]:
    """Where a candidate stood last: how far, in which part of which clause, by name or pronoun."""
    pronoun, last = setting.pronoun, before[-1]
    away = pronoun.sentence - last.sentence
    bucket = sentences_away(away)
    yield f"sentence_{bucket}"
    near = bucket if away < 2 else "far"
    yield f"{last.kind}_{last.role}_{near}"
    yield f"as_{last.role}"
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
        yield f"name_{sentences_away(pronoun.sentence - named.sentence) if named else '6_on'}"


def sentences_away(count: int) -> str:
    """The name of a number of sentences in between."""
    return SENTENCES[count] if count < len(SENTENCES) else "6_on"


def signs_of_distance(setting: Setting, candidate: Candidate) -> Iterator[str]:
    """How far a candidate stood from the pronoun, by characters, in the tree and by the subjects in between."""
    pronoun, before = setting.pronoun, candidate.before
    last = before[-1]
    yield from under("characters", pronoun.at - last.at)
    yield from under("met", len(before))
    yield from under("pronouns", sum(s.kind == PRONOUN for s in before))
    others = sum(s.at > last.at and s.entity != candidate.entity for s in setting.subjects)
    yield from under("subjects_between", others)
    here = (steps_to(setting, s) for s in before if s.line == pronoun.line.index and s.sentence == pronoun.sentence)
    yield from under("steps", min(here, default=30))


def steps_to(setting: Setting, standing: Standing) -> int:
    """How many steps of the tree lie between the pronoun and a place in its line."""
    up = (standing.head, *climb(setting.pronoun.line, standing.head))
    return next((n + setting.steps[token] for n, token in enumerate(up) if token in setting.steps), 30)


def signs_of_syntax(setting: Setting, before: Sequence[Standing]) -> Iterator[str]:
    """How a candidate stands to the pronoun in the sentence, and as what in the one before."""
    pronoun, binding = setting.pronoun, setting.binding
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
    if any(s.sentence < pronoun.sentence and s.role == "subject" for s in here):
        yield "subject_in_paragraph"

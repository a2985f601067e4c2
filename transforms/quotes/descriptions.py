"""Whom a description means: "the coach", "the 51-year-old", "the Pole", "the younger Lunn", "his wife".

Matched to what the article states, before or after; a match that is not the only one gives nobody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from transforms.names.resolution import KIN as CLOSE_KIN
from transforms.quotes.gender import FEMALE_NOUNS, MALE_NOUNS, Genders, gender_of_noun, gender_of_title
from transforms.quotes.lines import Line
from transforms.quotes.person_words import is_person_noun
from transforms.quotes.salience import DESCRIPTION, NAME, NAMELESS, People, Standing
from transforms.quotes.sources import Range
from transforms.quotes.stated import Said, Stated
from transforms.words.lists import read_table, split_cell, word_set
from transforms.words.places import find_demonym

DESCRIBED_WINDOW = 600  # characters before a description in which the one person meant is looked for
MOST_DESCRIBING = 5  # words of a description that may stand for a person named elsewhere
NEAR_SENTENCES = 2
KIN_SENTENCES = 4
LATER_WINDOW = 1500  # characters after the opening in which the person first only described is named
AGE = re.compile(r"\b(\d{1,3})-year-old\b")
OLDER, YOUNGER = frozenset({"elder", "older", "eldest"}), frozenset({"younger", "youngest"})
KIN = CLOSE_KIN.keys() | word_set(
    "cousin fiance fiancé fiancee fiancée grandson partner stepfather stepmother mom mum dad"
)
SAME_ROLES = {row["noun"]: split_cell(row["held_as"]) for row in read_table(__package__, "same_roles")}
TEENS = range(13, 20)
# Heads that many fit: nobody named later is meant by them alone.
GENERIC = word_set(
    "man woman person official spokesman spokeswoman spokesperson source resident witness member leader other boy girl "
    "victim student expert analyst reporter journalist author speaker driver officer worker"
)
BY_ROLE, OF_SEVERAL, LATER, BY_AGE, BY_COUNTRY, BY_KIN = 0.85, 0.6, 0.75, 0.85, 0.8, 0.85
ALONE, ON_FLOOR, NAMED_FIRST = 0.6, 0.55, 0.55


class Match(NamedTuple):
    """Who is meant, by which speaker rule, how surely."""

    entity: int
    rule: str
    confidence: float


class Descriptions:
    """Resolves the descriptions of one article."""

    def __init__(self, people: People, stated: Stated, genders: Genders) -> None:
        self.people = people
        self.stated = stated
        self.genders = genders
        self.named = [s for s in people.standings if s.kind == NAME and not s.is_marked]
        self.nameless: dict[str, list[int]] = {}
        for standing in list(self.describe_subjects()):
            people.add(standing)

    def describe_subjects(self) -> Iterable[Standing]:
        """Subjects that only describe a person: the holder of that role, else somebody without a name."""
        for line in self.people.lines:
            for i, dep in enumerate(line.deps):
                if dep not in ("nsubj", "nsubjpass") or line.tags[i] != "NN" or line.mark_of[i] >= 0:
                    continue
                noun = line.lemmas[i].lower()
                start, end = line.chars(line.left(i), i + 1)
                if not (is_person_noun(noun) or noun in KIN) or self.people.mentions_in(start, end):
                    continue
                match = self.by_role(role_nouns(line, (line.left(i), i + 1), i), start)
                if match is None:
                    self.nameless.setdefault(noun, []).append(start)
                entity = NAMELESS if match is None else match.entity
                yield self.people.standing_of(line, (i, i + 1), entity, DESCRIPTION, gender_of_noun(noun))

    def match(self, line: Line, source: Range, head: int) -> Match | None:
        """The person whom a definite phrase means, if one alone fits."""
        start = line.chars(*source)[0]
        noun, first = line.lemmas[head].lower(), line.lowers[source[0]]
        if line.tags[head] in ("NNS", "NNPS") or length_of(line, source) > MOST_DESCRIBING:
            return None
        by_trait = self.by_trait(line, source)
        if by_trait is not None:
            return by_trait
        if noun in KIN:
            return self.by_kin(noun, start)
        is_person = is_person_noun(noun)
        if first in ("the", "this", "that") or (is_person and self.stated.holders(noun)):
            return self.by_noun(line, source, head, start)
        return None

    def by_trait(self, line: Line, source: Range) -> Match | None:
        """The person whom an age, an order of ages or a country tells apart."""
        start, end = line.chars(source[0], source[0] + length_of(line, source))
        return self.by_age(start, end) or self.by_order(line, source, start) or self.by_country(line, source, start)

    def by_noun(self, line: Line, source: Range, head: int, start: int) -> Match | None:
        """The holder of a role, stated before or after; else the one person near."""
        noun = line.lemmas[head].lower()
        nouns = role_nouns(line, source, head)
        found = self.by_role(nouns, start) or self.by_later_role(nouns, start)
        if found is not None or line.lowers[source[0]] != "the" or not is_person_noun(noun):
            return found
        return self.by_salience(noun, start) or self.first_named(nouns, start)

    def by_role(self, nouns: Sequence[str], at: int) -> Match | None:
        """The last person before `at` of whom the text says these words; surer where there is only one."""
        return self.choose(self.narrow(nouns, lambda s: s.at < at))

    def by_later_role(self, nouns: Sequence[str], at: int) -> Match | None:
        """The only person of whom the article says these words later on: who is described first and named then."""
        if not nouns or nouns[-1] in GENERIC or nouns[-1] in KIN:
            return None
        holders = self.narrow(nouns, lambda s: s.at >= at)
        if len({s.entity for s in holders}) != 1:
            return None
        return Match(holders[0].entity, "role", LATER)

    def narrow(self, nouns: Sequence[str], fits: Callable[[Said], bool]) -> list[Said]:
        """The persons of whom the head is said, as far as possible those with its modifiers."""
        holders = [s for s in self.holders(nouns[-1]) if fits(s)] if nouns else []
        for noun in nouns[:-1]:
            narrower = {s.entity for s in self.stated.holders(noun)}
            holders = [s for s in holders if s.entity in narrower] or holders
        return holders

    def holders(self, noun: str) -> list[Said]:
        """Of whom the article says a noun; else the only one of whom it says what may be called so: a mum, a boss."""
        said = self.stated.holders(noun)
        if said:
            return said
        same = [s for other in SAME_ROLES.get(noun, ()) for s in self.stated.holders(other)]
        return sorted(same) if len({s.entity for s in same}) == 1 else []

    def has_other_role(self, entity: int, noun: str) -> bool:
        """Whether the article states another trade or office of a person, and not this one."""
        held = {w for w in self.stated.said_of(entity) if is_person_noun(w)} - GENERIC
        return bool(held) and held.isdisjoint((noun, *SAME_ROLES.get(noun, ())))

    def choose(self, holders: Sequence[Said]) -> Match | None:
        """The latest of several holders."""
        if not holders:
            return None
        unique = len({s.entity for s in holders}) == 1
        return Match(max(holders).entity, "role", BY_ROLE if unique else OF_SEVERAL)

    def by_age(self, start: int, end: int) -> Match | None:
        """ "The 51-year-old": who is that old, else the one person near of unknown age."""
        found = AGE.search(self.people.text, start, end)
        if found is None:
            return self.by_teens(start, end)
        years = int(found[1])
        same = [e for e, age in self.stated.ages.items() if age == years]
        if len(same) == 1:
            return Match(same[0], "trait", BY_AGE)
        return self.only_near(start, {e for e, age in self.stated.ages.items() if age != years}) if not same else None

    def by_teens(self, start: int, end: int) -> Match | None:
        """ "The teenager": the only person of that age."""
        teens = [e for e, age in self.stated.ages.items() if age in TEENS]
        is_meant = self.people.text[start:end].lower().endswith("teenager") and len(teens) == 1
        return Match(teens[0], "trait", BY_AGE) if is_meant else None

    def by_country(self, line: Line, source: Range, start: int) -> Match | None:
        """ "The Pole": who is from there, else the one person near who is from nowhere else."""
        a, b = source[0], source[0] + length_of(line, source)
        if line.lowers[a] != "the" or not line.words[b - 1][0].isupper() or b - a > 3:
            return None
        code = find_demonym(" ".join(line.words[a + 1 : b]))
        if code is None:
            return None
        noun = line.lowers[b - 1]
        same = [e for e, codes in self.stated.countries.items() if code in codes and self.may_be(e, noun)]
        if len(same) == 1:
            return Match(same[0], "trait", BY_COUNTRY)
        return self.only_near(start, {e for e, c in self.stated.countries.items() if c}) if not same else None

    def by_order(self, line: Line, source: Range, start: int) -> Match | None:
        """ "The younger Lunn", "the elder": one of the two persons named last who differ in age."""
        words = set(line.lowers[source[0] : source[0] + length_of(line, source)])
        if not words & (OLDER | YOUNGER) or line.lowers[source[0]] != "the":
            return None
        seen: list[int] = []
        for standing in reversed([s for s in self.named if s.at < start]):
            name = self.people.entities[standing.entity].name.lower().split()
            known = len(words) < 3 or not any(w[0].isupper() for w in line.words[source[0] : source[1]])
            if standing.entity not in seen and (known or words & set(name)):
                seen.append(standing.entity)
        for i, one in enumerate(seen[:4]):
            for other in seen[i + 1 : 4]:
                younger = self.stated.is_younger(one, other)
                if younger is not None:
                    return Match(one if younger == bool(words & YOUNGER) else other, "trait", BY_AGE)
        return None

    def by_kin(self, noun: str, at: int) -> Match | None:
        """ "His wife": the one person whom the article calls so."""
        said = self.holders(noun)
        holders = {s.entity for s in said}
        near = {s.entity for s in said if s.at < at and self.people.sentences_between(s.at, at) < KIN_SENTENCES}
        for found in (holders, near):
            if len(found) == 1:
                return Match(found.pop(), "trait", BY_KIN)
        return None

    def may_be(self, entity: int, noun: str) -> bool:
        """Whether no title, noun or given name of a person speaks against the gender of a noun."""
        gender = gender_of_noun(noun)
        if gender is None:
            return True
        signs = self.genders.evidence(entity, gender)
        return not {"stated_differs", "given_name_differs"} & set(signs)

    def only_near(self, at: int, others: set[int]) -> Match | None:
        """The only person of the sentences right before, of whom nothing else is stated."""
        persons = self.persons_near(at) - others
        return Match(persons.pop(), "description", ON_FLOOR) if len(persons) == 1 else None

    def persons_near(self, at: int) -> set[int]:
        """The persons with a name in the sentences right before a place, and who spoke last."""
        spoke = {t.entity for t in self.people.spoken[-1:] if self.is_near(t.at, at)}
        return ({s.entity for s in self.standings_near(at)} | spoke) - {NAMELESS}

    def standings_near(self, at: int) -> list[Standing]:
        """The places of persons right before a place, outside marks."""
        near = self.people.standings_before(at, DESCRIBED_WINDOW)
        placelike = self.people.placelike
        return [s for s in near if self.is_near(s.at, at) and not s.is_marked and s.entity not in placelike]

    def is_near(self, a: int, b: int) -> bool:
        """Whether at most two sentences lie between."""
        return self.people.sentences_between(a, b) <= NEAR_SENTENCES

    def by_salience(self, noun: str, at: int) -> Match | None:
        """The only person of the sentences right before a definite description: "the actor"."""
        near = self.standings_near(at)
        persons = self.persons_near(at)
        if len(persons) == 1:
            only = persons.pop()
            return Match(only, "description", ALONE) if self.fits(only, noun, at) else None
        spoke = self.people.spoken[-1:]
        if spoke and self.is_near(spoke[0].at, at) and spoke[0].entity != NAMELESS:
            since = {s.entity for s in near if s.at > spoke[0].at and s.role == "subject"}
            if since <= {spoke[0].entity} and self.fits(spoke[0].entity, noun, at):
                return Match(spoke[0].entity, "description", ON_FLOOR)
        return None

    def fits(self, entity: int, noun: str, at: int) -> bool:
        """Whether a person may be meant: by gender, and not if the noun had a bearer without name since."""
        last = max((s.at for s in self.named if s.entity == entity and s.at < at), default=-1)
        introduced = [a for a in self.nameless.get(noun, ()) if last < a < at]
        is_other = noun not in GENERIC and self.has_other_role(entity, noun)
        return self.may_be(entity, noun) and not introduced and not is_other

    def first_named(self, nouns: Sequence[str], at: int) -> Match | None:
        """Who is named first, where an article opens with somebody described and only then named."""
        noun, is_bare = nouns[-1], len(nouns) == 1
        if (noun in GENERIC and is_bare) or not self.named or not at <= self.named[0].at <= at + LATER_WINDOW:
            return None
        first = self.named[0]
        beside = {s.entity for s in self.named if s.line == first.line and s.sentence <= first.sentence + 1}
        open_to = {e for e in beside if e == first.entity or not self.has_other_role(e, noun)}
        if len(open_to) > 1 or self.has_other_role(first.entity, noun) or not self.may_be(first.entity, noun):
            return None
        return Match(first.entity, "description", NAMED_FIRST)


def names_countryman(line: Line, source: Range) -> bool:
    """Whether a phrase is "the Belgian": one person of a country, not its people ("the French")."""
    a, b = source[0], source[0] + length_of(line, source)
    word = line.words[b - 1]
    if b - a != 2 or line.lowers[a] != "the" or find_demonym(word) is None:
        return False
    return not word.endswith(("s", "ese", "sh", "ch"))


def role_nouns(line: Line, source: Range, head: int) -> list[str]:
    """The words of a description that a role may share, its head last: "the prime minister"."""
    tags = ("NN", "NNP", "JJ")
    return [line.lemmas[i].lower() for i in range(source[0], head) if line.tags[i] in tags] + [
        line.lemmas[head].lower()
    ]


def length_of(line: Line, source: Range) -> int:
    """How many words a phrase has before its apposition or relative clause."""
    return next((i - source[0] for i in range(*source) if line.words[i] == ","), source[1] - source[0])


def state_genders(people: People, stated: Stated, genders: Genders) -> None:
    """Let titles and nouns for men and women say the gender of those they are said of."""
    for standing in people.standings:
        if standing.kind == NAME and (before := people.text[max(0, standing.at - 16) : standing.at].split()):
            genders.state(standing.entity, gender_of_title(before[-1]))
    for noun in MALE_NOUNS | FEMALE_NOUNS:
        for said in stated.holders(noun):
            genders.state(said.entity, gender_of_noun(noun))

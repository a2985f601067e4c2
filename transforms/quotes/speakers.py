"""Who is meant: source phrases resolved to the article's entities, or left open with the reason.

Evidence, in order: a name in the phrase, the antecedent of "who", gender and number of a pronoun with recency and
grammatical role (Lappin and Leass 1994), a stated role or title, an organisation. Below `SPEAKER_THRESHOLD` the entity
stays null.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.names.resolution import GENDER_OF_PRONOUN
from transforms.quotes.antecedents import Antecedents, Weights
from transforms.quotes.beside_marks import Draft
from transforms.quotes.bodies import find_body
from transforms.quotes.descriptions import Descriptions, names_countryman, state_genders
from transforms.quotes.gender import Genders
from transforms.quotes.lines import ABBREVIATIONS, NOMINAL, Line
from transforms.quotes.person_words import DOCUMENTS, ORGANISATIONS
from transforms.quotes.rules import SPEAKER_RULES, SPEAKER_THRESHOLD
from transforms.quotes.salience import NAME, NAMELESS, People
from transforms.quotes.sources import Range
from transforms.quotes.stated import Stated
from transforms.values import ArticleEntities, ArticleEntity, Mention
from transforms.words.lists import join_pattern, read_lists

ORGANISATION_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
PATTERNS = read_lists(__package__, "speakers")
NEUTER = frozenset({"it", "its"})
PLURAL = frozenset(
    {"they", "them", "we", "us", "i", "you", "me", "these", "those", "many", "some", "others", "both", "who", "one"}
)
ANONYMOUS = re.compile(join_pattern(PATTERNS["anonymous_pattern"]), re.IGNORECASE)
NEAREST_SUBJECT = {"nearest_0", "subject_of_last"}  # signs of somebody without a name of whom the text goes on
PRONOUN_THRESHOLD = 0.3  # probability below which a pronoun stays open
CLEAR_OF_NEXT = 1.5  # times the next one's probability
THEY_CONFIDENCE = 0.75
THEY_WINDOW = 400  # characters before the statement in which its sentence names the person
THEY_OF_ONE = re.compile(join_pattern(PATTERNS["they_of_one_pattern"]))


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is meant: kind, entity index, the rule and how sure it is."""

    kind: str
    entity: int | None = None
    rule: str | None = None
    confidence: float | None = None


class Resolver:
    """Resolves the sources of one article in order of the text, remembering who spoke last."""

    def __init__(
        self,
        text: str,
        lines: Sequence[Line],
        entities: ArticleEntities,
        title: str = "",
        weights: Weights | None = None,
    ) -> None:
        self.text = text
        self.people = People(text, lines, entities, title)
        self.entities = entities.entities
        self.lines = lines
        self.anonymous: set[str] = set()  # nouns of sources that asked not to be named: "the official" is one of them
        self.resolved: dict[int, Speaker] = {}  # by draft
        self.surnames = unique_surnames(self.entities)
        genders = Genders(self.entities)
        stated = Stated(self.people, entities)
        state_genders(self.people, stated, genders)
        self.descriptions = Descriptions(self.people, stated, genders)
        self.antecedents = Antecedents(self.people, genders, weights)

    def resolve(self, draft: Draft) -> Speaker:
        """Who speaks a quotation, and why."""
        if draft.speaks_on is not None:
            return self.speak_on(draft, draft.speaks_on)
        if draft.entity is not None:
            speaker = settled("person", draft.entity, "label")
            self.people.note_speaker(draft, draft.entity)
            self.resolved[id(draft)] = speaker
            return speaker
        if draft.source is None:
            return Speaker("unresolved")
        speaker = self.identify(draft.line, draft.source, self.people.not_speaking(draft))
        if speaker.kind in ("described", "anonymous") or self.people.is_person(speaker.entity):
            self.people.note_speaker(draft, speaker.entity)
        self.resolved[id(draft)] = speaker
        return speaker

    def speak_on(self, draft: Draft, before: Draft) -> Speaker:
        """The speaker of an earlier quotation, who goes on."""
        spoke = self.resolved.get(id(before), Speaker("unresolved"))
        if spoke.entity is None or spoke.confidence is None:
            return Speaker(spoke.kind)
        if self.people.is_person(spoke.entity):
            self.people.note_speaker(draft, spoke.entity)
        return Speaker(spoke.kind, spoke.entity, "continued", spoke.confidence * SPEAKER_RULES["continued"].confidence)

    def identify(self, line: Line, source: Range, excluded: frozenset[int]) -> Speaker:
        """Try the kinds of evidence in order."""
        start, end = line.chars(*source)
        first = line.lowers[source[0]]
        trait = self.descriptions.by_trait(line, source) if first == "the" else None
        if trait is not None:
            return settled("person", trait.entity, trait.rule, trait.confidence)
        if names_countryman(line, source):
            return Speaker("described")
        named = self.named(line, source)
        if named is not None:
            return named
        if source[1] - source[0] == 1 and first in GENDER_OF_PRONOUN:
            return self.pronoun(line, source[0], excluded)
        if first in ("who", "whom", "that", "which"):
            return self.relative(line, source[0])
        if source[1] - source[0] == 1 and first in PLURAL | NEUTER:
            return self.impersonal(first, start)
        return self.described(line, source, self.text[start:end])

    def named(self, line: Line, source: Range) -> Speaker | None:
        """A person's name that is the phrase's head or apposition; else the organisation that is its head."""
        start, end = line.chars(*source)
        near = [m for m in self.people.mentions_in(start, end) if f"{m.text}." not in ABBREVIATIONS]
        free = [m for m in near if not self.is_modifier(line, m, source)]
        for mention in free:
            if self.people.is_person(mention.entity):
                return settled("person", mention.entity, "name")
        head = phrase_head(line, source)
        if line.words[head] in self.surnames and not self.possessed(line, head, source):
            return settled("person", self.surnames[line.words[head]], "surname")
        heads = [m for m in free if mention_head(line, m, source)]
        for mention in heads:
            if mention.entity is not None and self.entities[mention.entity].label in ORGANISATION_LABELS:
                return settled("organisation", mention.entity, "organisation")
        return None

    def possessed(self, line: Line, head: int, source: Range) -> bool:
        """Whether a name only owns what follows: "Pence's release"."""
        return head + 1 < source[1] and line.tags[head + 1] == "POS"

    def is_modifier(self, line: Line, mention: Mention, source: Range) -> bool:
        """Whether a name only modifies another noun: possessive, after a preposition, before a common noun."""
        a = bisect_left(line.begins, mention.start - line.start)
        b = bisect_left(line.begins, mention.end - line.start)
        if b < source[1] and (line.tags[b] == "POS" or line.tags[b] in ("NN", "NNS", "HYPH", "JJ", "VBN")):
            return True
        if self.text[mention.end - 2 : mention.end] in ("'s", "’s"):
            return b < source[1]
        before = a - 1
        while before >= source[0] and line.tags[before] in ("DT", "NNP", "PRP$", "JJ", "NN", "HYPH"):
            before -= 1
        return before >= source[0] and line.tags[before] in ("IN", "TO") and before > source[0]

    def relative(self, line: Line, pronoun: int) -> Speaker:
        """The person named right before "who", or what its noun describes."""
        at = line.begins[pronoun] + line.start
        for mention in reversed(self.people.mentions_in(max(line.start, at - 80), at)):
            if self.people.is_person(mention.entity):
                between = self.text[mention.end : at]
                if len(between) <= 3 or (between.count(",") >= 1 and between.rstrip().endswith(",")):
                    return settled("person", mention.entity, "relative")
        verb = line.heads[pronoun]
        noun = line.heads[verb]
        if line.deps[verb] != "relcl" or not noun < pronoun or line.tags[noun] != "NN":
            return Speaker("described")
        source = (line.left(noun), noun + 1)
        start, end = line.chars(*source)
        return self.described(line, source, self.text[start:end])

    def pronoun(self, line: Line, i: int, excluded: frozenset[int]) -> Speaker:
        """The likeliest person for "he" or "she", null where the model is not sure enough."""
        ranked = self.antecedents.resolve(line, i, excluded)
        if ranked and ranked[0].entity == NAMELESS and ranked[0].probability >= PRONOUN_THRESHOLD:
            return Speaker("described")
        if any(r.entity == NAMELESS and r.signs >= NEAREST_SUBJECT for r in ranked):
            return Speaker("described")
        named = [r for r in ranked if r.entity != NAMELESS]
        if not named or named[0].probability < PRONOUN_THRESHOLD:
            return Speaker("unresolved")
        if len(named) > 1 and named[0].probability < CLEAR_OF_NEXT * named[1].probability:
            return Speaker("unresolved")
        confidence = max(SPEAKER_THRESHOLD, named[0].probability)
        return settled("person", named[0].entity, "pronoun", confidence)

    def described(self, line: Line, source: Range, words: str) -> Speaker:
        """A description: somebody with that role, an organisation by its noun, a nameless source, or just described."""
        head = phrase_head(line, source)
        noun = line.lemmas[head].lower()
        start = line.start + line.begins[source[0]]
        tail = self.text[start : start + len(words) + 160].split("\n")[0]
        is_the = line.lowers[source[0]] == "the"
        if ANONYMOUS.search(words) or (ANONYMOUS.search(tail) and not is_the) or (is_the and noun in self.anonymous):
            self.anonymous.add(noun)
            return Speaker("anonymous")
        match = self.descriptions.match(line, source, head)
        if match is not None:
            return settled("person", match.entity, match.rule, match.confidence)
        if noun in DOCUMENTS:
            return Speaker("described")
        if noun in ORGANISATIONS:
            is_definite = line.lowers[source[0]] in ("the", "this", "that")
            unnamed = not any(line.tags[i].startswith("NNP") for i in range(*source))
            return self.organisation(start, noun) if is_definite and unnamed else Speaker("organisation")
        return Speaker("person" if line.tags[head] == "NNP" and line.words[head][:1].isupper() else "described")

    def organisation(self, at: int, noun: str | None) -> Speaker:
        """The organisation that "it" or "the ministry" means."""
        body = find_body(self.people, at, noun)
        if body is None:
            return Speaker("organisation")
        return settled("organisation", body.entity, "organisation_noun", body.confidence)

    def impersonal(self, word: str, at: int) -> Speaker:
        """ "It", "they" and the pronouns that name nobody."""
        if word in NEUTER:
            return self.organisation(at, None)
        return self.they(at) if word == "they" else Speaker("unresolved")

    def they(self, at: int) -> Speaker:
        """Singular "they": the person of whom the article says that it is theirs."""
        entity = find_they(self.people, at)
        return Speaker("unresolved") if entity is None else settled("person", entity, "pronoun", THEY_CONFIDENCE)


def find_they(people: People, at: int) -> int | None:
    """The last person before a place whose sentence says that "they" is their pronoun."""
    stated = list(THEY_OF_ONE.finditer(people.text, 0, at))
    for match in reversed(stated):
        ordinal = people.ordinal(match.start())
        near = people.standings_before(match.start(), THEY_WINDOW)
        named = [s for s in near if s.kind == NAME and s.sentence == ordinal]
        if named:
            return named[-1].entity
    return None


def unique_surnames(entities: Sequence[ArticleEntity]) -> dict[str, int]:
    """The last words of persons' full names that only one person of the article bears."""
    holders: dict[str, list[int]] = defaultdict(list)
    for i, entity in enumerate(entities):
        words = entity.name.split()
        if entity.label == "PERSON" and len(words) > 1:
            holders[words[-1]].append(i)
    return {name: found[0] for name, found in holders.items() if len(found) == 1}


def settled(kind: str, entity: int | None, rule: str, confidence: float | None = None) -> Speaker:
    """A speaker whose entity is kept only where it is sure enough."""
    sure = SPEAKER_RULES[rule].confidence if confidence is None else confidence
    if entity is None or sure < SPEAKER_THRESHOLD:
        return Speaker("unresolved" if rule == "pronoun" else kind)
    return Speaker(kind, entity, rule, sure)


def phrase_head(line: Line, source: Range) -> int:
    """The noun that heads a phrase."""
    for i in range(*source):
        if not source[0] <= line.heads[i] < source[1] and line.tags[i] in NOMINAL and line.tags[i] != "DT":
            return i
    nouns = [i for i in range(*source) if line.tags[i].startswith("NN")]
    return nouns[0] if nouns else source[0]


def mention_head(line: Line, mention: Mention, source: Range) -> bool:
    """Whether a mention holds the head of the source phrase."""
    head = phrase_head(line, source)
    return mention.start <= line.start + line.begins[head] < mention.end

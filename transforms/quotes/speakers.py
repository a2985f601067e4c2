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

from transforms.quotes.beside_marks import Draft
from transforms.quotes.lines import ABBREVIATIONS, NOMINAL, Line
from transforms.quotes.person_words import COMPANY_NOUNS, DOCUMENTS, ORGANISATION_NOUNS, is_person_noun
from transforms.quotes.rules import SPEAKER_RULES, SPEAKER_THRESHOLD
from transforms.quotes.salience import ASKED, MARKED_WEIGHT, NAMELESS, SUBJECT_WEIGHT, Excluded, People, Trace
from transforms.quotes.sources import Range
from transforms.values import ArticleEntities, ArticleEntity, Mention

ORGANISATION_LABELS = frozenset({"ORG", "GPE", "NORP", "FAC", "LOC", "PRODUCT", "WORK_OF_ART", "LAW", "EVENT"})
GENDER_OF = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f"}
PLURAL = frozenset(
    {"they", "them", "we", "us", "i", "you", "me", "these", "those", "many", "some", "others", "both", "who", "one"}
)
ANONYMOUS = re.compile(
    r"\banonym|\bnot (?:to )?be (?:named|identified)|\bunnamed|\bunidentified|\bnot authori[sz]ed"
    r"|\bsources?\b|\binsiders?\b|\bfamiliar with|\bbriefed on|\bclose to the\b"
    r"|\bdeclined to be (?:named|identified)|\basked not to\b"
    r"|\bdeclined to give (?:his|her|their|a) (?:full |last |sur)?names?\b|\bnot want to be (?:named|identified)"
    r"|\bwithheld (?:his|her|their) names?\b|\bdid not give (?:his|her|their) names?\b",
    re.IGNORECASE,
)
DESCRIBED_WINDOW = 600  # characters before a description in which the one person meant is looked for
SURE_OF_GENDER = 0.6  # a pronoun resolved so surely tells the person's gender from then on
COMPANY_CONFIDENCE = 0.55  # "the company": the last company named, though others are near
MOST_HOLDERS = 50  # persons with one title that are compared
MOST_DESCRIBING = 5  # words of a description that may stand for a person named elsewhere
ROLE_WORDS = 8  # tokens around a name that may state its role


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who is meant: kind, entity index, the rule and how sure it is."""

    kind: str
    entity: int | None = None
    rule: str | None = None
    confidence: float | None = None


class Resolver:
    """Resolves the sources of one article in order of the text, remembering who spoke last."""

    def __init__(self, text: str, lines: Sequence[Line], entities: ArticleEntities) -> None:
        self.text = text
        self.people = People(text, lines, entities)
        self.entities = entities.entities
        self.lines = lines
        self.anonymous: set[str] = set()  # nouns of sources that asked not to be named: "the official" is one of them
        self.resolved: dict[int, Speaker] = {}  # by draft
        self.surnames = unique_surnames(self.entities)
        self.roles = self.read_roles(entities)
        self.people.add_traces(self.described_traces())

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

    def identify(self, line: Line, source: Range, excluded: Excluded) -> Speaker:
        """Try the kinds of evidence in order."""
        start, end = line.chars(*source)
        named = self.named(line, source)
        if named is not None:
            return named
        first = line.lowers[source[0]]
        if source[1] - source[0] == 1 and first in GENDER_OF:
            return self.pronoun(start, GENDER_OF[first], excluded)
        if first in ("who", "whom", "that", "which"):
            return self.relative(line, source[0])
        if first in ("it", "its") and source[1] - source[0] == 1:
            return self.organisation_noun(start, None)
        if source[1] - source[0] == 1 and first in PLURAL:
            return Speaker("unresolved")
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

    def pronoun(self, at: int, gender: str, excluded: Excluded) -> Speaker:
        """The most salient person before "he" or "she" whose gender does not speak against it."""
        ranked = self.people.rank_antecedents(at, gender, excluded)
        if not ranked:
            return Speaker("unresolved")
        margin = ranked[0][0] - (ranked[1][0] if len(ranked) > 1 else 0.0)
        confidence = min(0.95, 0.5 + margin, 0.6 + ranked[0][0] / 2)
        if ranked[0][1] == NAMELESS:
            return Speaker("described")
        if confidence >= SURE_OF_GENDER:
            self.people.genders.setdefault(ranked[0][1], gender)
        return settled("person", ranked[0][1], "pronoun", confidence)

    def described_traces(self) -> list[Trace]:
        """Subjects that only describe a person ("the minister"): who holds that role, else nobody with a name."""
        out = []
        for line in self.lines:
            for i, dep in enumerate(line.deps):
                if dep != "nsubj" or line.tags[i] != "NN" or line.mark_of[i] >= 0 or not is_person_noun(line.lemmas[i]):
                    continue
                start, end = line.chars(line.left(i), line.right(i))
                if not self.people.mentions_in(start, end):
                    role = self.by_role([line.lemmas[i].lower()], start)
                    entity = NAMELESS if role is None or role.entity is None else role.entity
                    asks = entity == NAMELESS and line.lemmas[line.heads[i]] == "ask"
                    out.append(Trace(start, entity, ASKED if asks else SUBJECT_WEIGHT))
        return out

    def read_roles(self, entities: ArticleEntities) -> dict[str, list[Trace]]:
        """Nouns that the text states of persons: before the name, in its apposition, or as roles found already."""
        found: dict[str, list[Trace]] = defaultdict(list)
        for role in entities.roles:
            for word in re.findall(r"[a-z]+", role.text.lower())[:6]:
                found[word].append(Trace(role.start, role.entity, 1.0))
        for trace in self.people.traces:
            line = self.people.line_at(trace.at)
            if line is not None:
                for word in role_words(line, trace.at - line.start):
                    found[word].append(trace)
        for traces in found.values():
            traces.sort(key=lambda t: t.at)
        return found

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
        is_definite = line.lowers[source[0]] in ("the", "this", "that") or (noun in self.roles and is_person_noun(noun))
        if is_definite and line.tags[head] not in ("NNS", "NNPS") and length_of(line, source) <= MOST_DESCRIBING:
            by_role = self.by_role(role_nouns(line, source, head), start)
            if by_role is not None:
                return by_role
            if noun not in ORGANISATION_NOUNS and is_person_noun(noun) and line.lowers[source[0]] == "the":
                return self.by_salience(start)
        if noun in DOCUMENTS:
            return Speaker("described")
        if noun in ORGANISATION_NOUNS:
            unnamed = not any(line.tags[i].startswith("NNP") for i in range(*source))
            return self.organisation_noun(start, noun) if is_definite and unnamed else Speaker("organisation")
        return Speaker("person" if line.tags[head] == "NNP" and line.words[head][:1].isupper() else "described")

    def by_role(self, nouns: Sequence[str], at: int) -> Speaker | None:
        """The last person before `at` of whom the text says these words; surer where there is only one."""
        holders = [t for t in self.holders(nouns[-1], at) if t.at < at] if nouns else []
        for noun in nouns[:-1]:
            narrower = {t.entity for t in self.holders(noun, at)}
            holders = [t for t in holders if t.entity in narrower] or holders
        if not holders:
            return None
        latest = max(holders, key=lambda t: t.at)
        unique = len({t.entity for t in holders}) == 1
        return settled("person", latest.entity, "role", 0.85 if unique else 0.6)

    def by_salience(self, at: int) -> Speaker:
        """The only person of the sentences right before a definite description: "the actor"."""
        near = self.people.traces_before(at, DESCRIBED_WINDOW)
        near = [t for t in near if self.people.sentences_between(t.at, at) <= 2 and t.weight > MARKED_WEIGHT]
        spoke = [t.entity for t in self.people.spoken[-1:] if self.people.sentences_between(t.at, at) <= 2]
        persons = ({t.entity for t in near} | set(spoke)) - {NAMELESS}
        if len(persons) == 1:
            return settled("person", persons.pop(), "description", 0.6)
        if spoke and self.holds_floor(self.people.spoken[-1], near):
            return settled("person", spoke[0], "description", 0.55)
        return Speaker("described")

    def holds_floor(self, spoke: Trace, near: Sequence[Trace]) -> bool:
        """Whether nobody else has been a subject since somebody with a name spoke."""
        since = {t.entity for t in near if t.at > spoke.at and t.weight >= SUBJECT_WEIGHT}
        return spoke.entity != NAMELESS and since <= {spoke.entity}

    def holders(self, noun: str, at: int) -> list[Trace]:
        """The latest persons before `at` of whom the text says `noun`."""
        known = self.roles.get(noun, [])
        end = bisect_left(known, at, key=lambda t: t.at)
        return known[max(0, end - MOST_HOLDERS) : end]

    def may_be_company(self, mention: Mention) -> bool:
        """Whether an organisation's name holds no word for a body of another kind, and no "the" is before it."""
        words = set(mention.text.lower().split())
        bodies = ORGANISATION_NOUNS - COMPANY_NOUNS
        return not words & bodies and self.text[max(0, mention.start - 4) : mention.start].lower() != "the "

    def organisation_noun(self, at: int, noun: str | None) -> Speaker:
        """The last organisation before "it" or "the ministry"; its name must hold the noun, unless it is near."""
        near = [m for m in self.people.mentions_in(at - 600, at) if m.entity is not None and m.label == "ORG"]
        fitting = [m for m in near if noun and noun in m.text.lower()]
        if noun in COMPANY_NOUNS:
            near = [m for m in near if self.may_be_company(m)]
        chosen = (fitting or near)[-1:] if noun else near[-1:]
        if not chosen:
            return Speaker("organisation")
        distance = self.people.sentences_between(chosen[0].start, at)
        alone = distance <= 1 and len({m.entity for m in near}) == 1
        close = COMPANY_CONFIDENCE if noun in COMPANY_NOUNS and distance <= 2 else 0.3
        confidence = 0.8 if fitting else 0.6 if alone else close
        return settled("organisation", chosen[0].entity, "organisation_noun", confidence)


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


def role_nouns(line: Line, source: Range, head: int) -> list[str]:
    """The words of a description that a role may share, its head last: "the prime minister"."""
    tags = ("NN", "NNP", "JJ")
    return [line.lemmas[i].lower() for i in range(source[0], head) if line.tags[i] in tags] + [
        line.lemmas[head].lower()
    ]


def length_of(line: Line, source: Range) -> int:
    """How many words a phrase has before its apposition or relative clause."""
    return next((i - source[0] for i in range(*source) if line.words[i] == ","), source[1] - source[0])


def mention_head(line: Line, mention: Mention, source: Range) -> bool:
    """Whether a mention holds the head of the source phrase."""
    head = phrase_head(line, source)
    return mention.start <= line.start + line.begins[head] < mention.end


def role_words(line: Line, at: int) -> list[str]:
    """Nouns right before a name, in the apposition right after it, and the one to which the name is an apposition."""
    first = bisect_left(line.begins, at)
    words = described_by(line, first)
    i = first - 1
    while i >= 0 and i >= first - ROLE_WORDS and line.tags[i] in ("NN", "NNP", "JJ", "HYPH", "POS"):
        words.append(line.lemmas[i].lower())
        i -= 1
    j = first
    while j < len(line.words) and line.tags[j] in ("NNP", "NNPS"):
        j += 1
    if (
        j + 1 < len(line.words)
        and line.words[j] == ","
        and (line.tags[j + 1] in ("DT", "NN", "JJ", "PRP$") or line.tags[j + 1] == "NNP")
    ):
        for k in range(j + 1, min(j + 1 + ROLE_WORDS, len(line.words))):
            if line.words[k] == "," or line.tags[k].startswith("VB") or line.tags[k] == "IN":
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

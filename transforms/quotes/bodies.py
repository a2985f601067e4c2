"""Which organisation "the ministry", "the company" or "it" means: by the kind in its name, else the nearest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from transforms.quotes.person_words import COMPANIES, ORGANISATIONS
from transforms.quotes.salience import People
from transforms.values import Mention
from transforms.words.lists import word_set

WINDOW = 600  # characters before "it" or a noun in which the body meant is looked for
BY_KIND, ALONE, AS_SUBJECT, LAST_COMPANY, OPEN = 0.8, 0.6, 0.6, 0.55, 0.3
# Words in a name that state its kind, besides the noun itself.
KINDS = {
    "company": word_set("inc corp corporation ltd limited plc llc gmbh ag sa spa co company holdings industries group"),
    "airline": word_set("airlines airways air airline"),
    "newspaper": word_set("times post herald tribune gazette daily journal guardian telegraph chronicle mail news"),
    "union": word_set("union federation workers brotherhood syndicate"),
    "club": word_set("fc united city athletic sporting real rovers wanderers club cf sc"),
    "university": word_set("university college school institute polytechnic"),
    "charity": word_set("foundation trust charity fund relief aid"),
    "court": word_set("court tribunal"),
    "party": word_set("party movement front alliance congress"),
    "army": word_set("army forces military"),
}
SAME_KIND = {"firm": "company", "paper": "newspaper", "team": "club", "school": "university", "foundation": "charity"}


class Body(NamedTuple):
    """An organisation and how surely it is meant."""

    entity: int
    confidence: float


def find_body(people: People, at: int, noun: str | None) -> Body | None:
    """The organisation that a noun, or "it" where there is none, means at a place."""
    near = [m for m in people.mentions_in(at - WINDOW, at) if m.label == "ORG"]
    if noun is None:
        return find_it(people, at, near)
    fitting = [m for m in near if noun in m.text.lower()] or by_kind(people, at, noun)
    if fitting:
        return made(fitting[-1], BY_KIND)
    if noun in COMPANIES:
        near = [m for m in near if may_be_company(people, m)]
    if not near:
        return None
    distance = people.sentences_between(near[-1].start, at)
    alone = distance <= 1 and len({m.entity for m in near}) == 1
    close = LAST_COMPANY if noun in COMPANIES and distance <= 2 else OPEN
    return made(near[-1], ALONE if alone else close)


def find_it(people: People, at: int, near: Sequence[Mention]) -> Body | None:
    """The last organisation before "it" where it is alone or was the subject of the sentence before."""
    if not near:
        return None
    last = near[-1]
    beside = [m for m in near if people.sentences_between(m.start, at) <= 1]
    if beside and len({m.entity for m in near}) == 1:
        return made(last, ALONE)
    subjects = {m.entity for m in beside if is_subject(people, m)}
    if len(subjects) == 1:
        return made(next(m for m in reversed(beside) if m.entity in subjects), AS_SUBJECT)
    return made(last, OPEN)


def is_subject(people: People, mention: Mention) -> bool:
    """Whether a name is its clause's subject."""
    standing = people.stand(mention)
    return standing is not None and standing.role == "subject" and not standing.is_joined


def by_kind(people: People, at: int, noun: str) -> list[Mention]:
    """The mentions before a place of the one organisation whose name states this kind."""
    words = KINDS.get(SAME_KIND.get(noun, noun), frozenset()) | {noun}
    found = [
        m
        for m in people.mentions_in(0, at)
        if m.label == "ORG" and not words.isdisjoint(m.text.lower().replace(".", "").split())
    ]
    return found if len({m.entity for m in found}) == 1 else []


def may_be_company(people: People, mention: Mention) -> bool:
    """Whether an organisation's name holds no word for a body of another kind, and no "the" is before it."""
    words = set(mention.text.lower().split())
    bodies = ORGANISATIONS - COMPANIES
    return not words & bodies and people.text[max(0, mention.start - 4) : mention.start].lower() != "the "


def made(mention: Mention, confidence: float) -> Body | None:
    """The body of a mention."""
    return None if mention.entity is None else Body(mention.entity, confidence)

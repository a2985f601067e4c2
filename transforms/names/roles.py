"""What the text says a person is, and places that stand for those who govern there.

Roles stand before a name ("Varnish President Ada Odell") or in apposition behind it ("Ada Odell, head of the
Council"). Metonymy follows the scheme of Markert and Nissim (2002; SemEval-2007 task 8), place for people: a seat
or capital that acts ("London denied it"), or that one deals with ("pressure on Oslo").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from transforms.names.mentions import ArticleLines, Name
from transforms.names.strings import FEMALE_HONORIFICS, HONORIFICS, MALE_HONORIFICS
from transforms.names.type_evidence import OFFICES
from transforms.values import Role
from transforms.words.lexicon import PERSON_NOUNS, SPEECH_VERBS
from transforms.words.lists import word_set
from transforms.words.places import is_capital, is_seat

# Honorifics that say how one is addressed, not what one is.
ADDRESSES = MALE_HONORIFICS | FEMALE_HONORIFICS | word_set("dr doctor hon honourable honorable excellency mx hrh rt")
ADDRESSES -= word_set(
    "king queen prince princess pope emir sultan sheikh ayatollah imam congressman congresswoman chairman"
)
TITLES = (HONORIFICS - ADDRESSES) | PERSON_NOUNS | OFFICES
MODIFIERS = word_set("NN NNS NNP NNPS JJ HYPH VBN CD POS")
APPOSITION = re.compile(
    r",\s+((?:(?:the|an?|its|his|her|their)\s+)?[^\s,.;:()“”\"][^,.;:()“”\"\n]{2,120}?)(?=\s*[,.;:()]|\s[–—-]|$)"
)
LEADING_ARTICLE = re.compile(r"(?:the|an?|its|his|her|their|who is|who was)\s+", re.I)
CLAUSE = re.compile(r"\s+(?:who|which|that|said|says|told|has|had|was|is|were|and (?:said|told))\b")
ACTING = SPEECH_VERBS | word_set(
    "accuse agree allow back block call decide demand denounce expel fear force impose intend invite lead leave "
    "offer pay plan pledge pressure pull push reject refuse respond sanction see seek send sign summon support "
    "suspect threaten try vow want welcome withdraw deny condemn blame consider favor favour"
)
DEALING = word_set("with between by against on toward towards to from")
DEALINGS = word_set(
    "sanction tie relation pressure talk negotiation alliance relationship deal agreement tension ally friend "
    "message signal threat call appeal support response dialogue rapprochement war condemnation order"
)
WHERE = word_set("in at inside outside near around across into through")


def find_roles(source: ArticleLines, names: Sequence[Name], entities: Sequence[int | None]) -> tuple[Role, ...]:
    """Find the roles that the body states of its people, each once for a person and wording."""
    roles: dict[tuple[int, str], Role] = {}
    for name, entity in zip(names, entities, strict=True):
        if name.label != "PERSON" or name.field != "text" or entity is None:
            continue
        for start, end in (*read_title_before(name), *read_apposition(name, source.texts["text"])):
            text = source.texts["text"][start:end]
            roles.setdefault((entity, text.casefold()), Role(entity, text, start, end))
    return tuple(sorted(roles.values(), key=lambda role: (role.start, role.end, role.entity)))


def read_title_before(name: Name) -> Iterator[tuple[int, int]]:
    """Yield the title right before a name with its modifiers: "Varnish President", "council spokesman"."""
    doc = name.line.doc
    last = name.first - 1
    while last >= 0 and plain(doc, last) in ADDRESSES:
        last -= 1
    if last < 0 or plain(doc, last) not in TITLES or doc[last].text == ".":
        return
    first = last
    while first and last - first < 5 and doc[first - 1].tag_ in MODIFIERS and not doc[first - 1].is_sent_end:
        first -= 1
    while first < last and doc[first].tag_ in {"POS", "CD", "HYPH"}:
        first += 1
    yield name.line.start + doc[first].idx, name.line.start + doc[last].idx + len(doc[last].text)


def plain(doc: Doc, index: int) -> str:
    """Give a token's word as the tables have it."""
    return doc[index].lower_.rstrip(".")


def read_apposition(name: Name, text: str) -> Iterator[tuple[int, int]]:
    """Yield the phrase in apposition behind a name, where its head names a person."""
    match = APPOSITION.match(text, name.end)
    if not match:
        return
    start, end = match.span(1)
    clause = CLAUSE.search(text, start, end)
    end = clause.start() if clause else end
    article = LEADING_ARTICLE.match(text, start, end)
    start = article.end() if article else start
    words = text[start:end].split()
    head = next((i for i, word in enumerate(words[:6]) if word.casefold().strip(".") in TITLES), None)
    opening = [word.casefold() for word in words[:head]] if head is not None else ["of"]
    if not {"of", "for", "in", "at", "and", "from", "with"} & set(opening):
        yield start, end


def is_metonym(name: Name) -> bool:
    """Say whether a seat or capital stands for those who govern there."""
    if not (is_seat(name.text) or (name.label in {"GPE", "LOC"} and is_capital(name.text))):
        return False
    doc = name.line.doc
    head = doc[name.first : name.last].root
    before = doc[name.first - 1] if name.first else None
    if before is not None and before.lower_ == "the" and before.i:
        before = doc[before.i - 1]
    if before is not None and before.lower_ in WHERE:
        return False
    if is_seat(name.text):
        return True
    if head.dep_ == "nsubj" and head.head.lemma_ in ACTING:
        return True
    governor = head.head
    if head.dep_ == "conj":
        governor = head.head.head
    return (
        governor.lower_ in DEALING
        and governor.dep_ in {"prep", "agent"}
        and (governor.lower_ in {"between", "against"} or governor.head.lemma_.lower() in DEALINGS)
    )

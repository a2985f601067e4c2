"""Names of bodies: their kinds in other languages, and the words of their names that the model left out."""

from __future__ import annotations

from spacy.tokens import Doc, Span, Token

from transforms.names.strings import is_honorific
from transforms.vocabularies import VALUE_LABELS
from transforms.words.lexicon import (
    EVENT_WORDS,
    FACILITY_WORDS,
    FOREIGN_ENDINGS,
    FOREIGN_OPENINGS,
    FOREIGN_TAILS,
    GENERIC_WORDS,
    LEGAL_TAILS,
    ORGANISATION_WORDS,
    PERSON_NOUNS,
    PLACE_NOUNS,
    PLACE_WORDS,
)
from transforms.words.places import find_country

PROPER_TAGS = frozenset({"NNP", "NNPS"})
NO_BODIES = FACILITY_WORDS | PLACE_WORDS | EVENT_WORDS | PLACE_NOUNS
LEAST_COMPOUND = 8  # letters of a Germanic compound


def is_foreign_body(plain: list[str]) -> bool:
    """Say whether a name's first or last word is a body's kind in another language, or ends like one.

    >>> is_foreign_body("partai nelayan bersatu".split()), is_foreign_body("marit sand".split())
    (True, False)
    """
    return plain[0] in FOREIGN_OPENINGS or plain[-1] in FOREIGN_ENDINGS or is_compound_body(plain[-1])


def is_compound_body(word: str) -> bool:
    """Say whether a word is a Germanic compound that names a body: "bundespolizei"."""
    return (word.endswith(FOREIGN_TAILS) and len(word) > LEAST_COMPOUND) or word.startswith("bundes")


def complete_phrase(ent: Span) -> Span:
    """Complete a name that the model broke off: behind "of", or before the noun that says what it is.

    "Ministry of the" goes on to the name behind; so do "Tidal Observatory" before "of Varnland" and "Skarrow" before
    "Copper", for a place and a common noun with a capital are a body's name.
    """
    doc, end = ent.doc, ent.end
    if ent.label_ == "PERSON" or ent.label_ in VALUE_LABELS:
        return ent
    if end - ent.start > 1 and doc[end - 1].lower_ in {"of", "the", "for"}:
        after = end
        while after < min(len(doc), end + 4) and doc[after].tag_ in PROPER_TAGS and doc[after].is_title:
            if doc[after].ent_type_ == "PERSON":
                return ent
            after += 1
        return Span(doc, ent.start, after, label=ent.label_) if after > end else ent
    end = find_kind_behind(ent)
    label = "ORG" if end > ent.end else ent.label_
    if label == "ORG" and end - ent.start > 1:
        end = find_field_behind(doc, end)
    return ent if end == ent.end else Span(doc, ent.start, end, label=label)


def find_kind_behind(ent: Span) -> int:
    """Find where a name ends whose last words the model left out: nouns with capitals, at best a body's kind."""
    doc, end = ent.doc, ent.end
    if doc[end - 1].tag_ == "POS":
        return end
    while end < len(doc) and end - ent.end < 3 and doc[end - 1].whitespace_ and is_noun_of_body(doc[end]):
        end += 1
    if end == ent.end:
        return end
    last = doc[end - 1].lower_
    if last in ORGANISATION_WORDS or last in LEGAL_TAILS:
        return end
    is_closed = end == len(doc) or doc[end].tag_ not in PROPER_TAGS
    is_place = ent.label_ == "GPE" and not any(token.like_num for token in ent)
    return end if is_closed and is_place and last not in NO_BODIES else ent.end


def is_noun_of_body(token: Token) -> bool:
    """Say whether a token outside all names is a noun with a capital, no office and no address."""
    return (
        token.tag_ in {"NNP", "NNPS"}
        and token.ent_iob_ == "O"
        and token.is_title
        and token.is_alpha
        and not is_honorific(token.text)
        and token.lower_ not in PERSON_NOUNS
        and token.lower_ not in GENERIC_WORDS
    )


def find_field_behind(doc: Doc, end: int) -> int:
    """Find where a body's name ends that goes on behind its kind: "Tidal Observatory" of "Northern Varnland"."""
    if end + 1 >= len(doc) or doc[end].lower_ not in {"of", "for"} or doc[end - 1].lower_ not in ORGANISATION_WORDS:
        return end
    if not doc[end - 1].is_title:
        return end
    after = end + 2 if doc[end + 1].lower_ == "the" else end + 1
    if after >= len(doc) or not doc[after].is_title or doc[after].tag_ not in PROPER_TAGS:
        return end
    if doc[after].ent_type_ in {"PERSON", "DATE", "NORP"} or doc[after].lower_ in PERSON_NOUNS:
        return end
    after += 1
    while after < len(doc) and (doc[after].ent_iob_ == "I" or is_noun_of_body(doc[after])):
        after += 1
    after -= doc[after - 1].tag_ == "POS"
    return end if find_country(doc[end + 1 : after].text) else after


def is_body(doc: Doc, first: int, last: int) -> bool:
    """Say whether a run of words names a body by its last one, or an owner in the plural before it is its first."""
    return doc[last - 1].lower_ in ORGANISATION_WORDS and (
        last - first > 1 or (first > 0 and doc[first - 1].text in "'’")
    )

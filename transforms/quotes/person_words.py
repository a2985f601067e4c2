"""Words for people: nouns for persons and for organisations that words are attributed to."""

from __future__ import annotations

from transforms.words.lexicon import nouns_with
from transforms.words.lists import read_lists, word_set

PERSONS, COMPANIES, DOCUMENTS = (nouns_with("as_source", kind) for kind in ("person", "company", "document"))
ORGANISATIONS = nouns_with("as_source", "organisation", "company", "document")
NOT_PERSONS = word_set(read_lists(__package__, "person_words")["not_persons"])
PERSON_SUFFIXES = ("er", "or", "ist", "man", "woman", "ian", "year-old", "eer", "crat", "ant", "ee")


def is_person_noun(noun: str) -> bool:
    """Whether a common noun names a person by its list or suffix.

    >>> is_person_noun("actor"), is_person_noun("bill")
    (True, False)
    """
    return noun in PERSONS or (noun.endswith(PERSON_SUFFIXES) and noun not in NOT_PERSONS)

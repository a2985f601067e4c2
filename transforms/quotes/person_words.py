"""Words for people: nouns for persons and for organisations that words are attributed to."""

from __future__ import annotations

from transforms.words.lists import read_lists, word_set

LISTS = read_lists(__package__, "person_words")
ORGANISATION_NOUNS, COMPANY_NOUNS = word_set(LISTS["organisation_nouns"]), word_set(LISTS["company_nouns"])
DOCUMENTS = word_set(LISTS["documents"])
PERSON_NOUNS, NOT_PERSONS = word_set(LISTS["person_nouns"]), word_set(LISTS["not_persons"])
PERSON_SUFFIXES = ("er", "or", "ist", "man", "woman", "ian", "year-old", "eer", "crat", "ant", "ee")


def is_person_noun(noun: str) -> bool:
    """Whether a common noun names a person by its list or suffix.

    >>> is_person_noun("actor"), is_person_noun("bill")
    (True, False)
    """
    return noun in PERSON_NOUNS or (noun.endswith(PERSON_SUFFIXES) and noun not in NOT_PERSONS)

"""Given names that tell a gender: a short list to rely on, and a long one that is evidence only."""

from __future__ import annotations

from functools import lru_cache

from transforms.words.lists import read_table

GENDER_OF_NAME = {row["name"]: row["gender"] for row in read_table(__package__, "given_names")}


@lru_cache(maxsize=1)
def read_listed_names() -> dict[str, str]:
    """Read the long list: the gender of names in the lists of many countries."""
    return {row["name"]: row["gender"] for row in read_table(__package__, "listed_names")}


def gender_of_name(name: str) -> str | None:
    """Read the gender off a full name's given name.

    >>> gender_of_name("Maria Lunn"), gender_of_name("Lunn")
    ('f', None)
    """
    words = name.lower().split()
    return GENDER_OF_NAME.get(words[0]) if len(words) > 1 else None


def gender_of_word(word: str) -> str | None:
    """Read the gender off a word that may be a given name, by both lists.

    >>> gender_of_word("Maria"), gender_of_word("Maud"), gender_of_word("Lunn")
    ('f', 'f', None)
    """
    lower = word.lower()
    return GENDER_OF_NAME.get(lower) or read_listed_names().get(lower)

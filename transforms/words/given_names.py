"""Given names that tell a gender; `data/given_names.csv` lists them."""

from __future__ import annotations

from transforms.words.lists import read_table

GENDER_OF_NAME = {row["name"]: row["gender"] for row in read_table(__package__, "given_names")}


def gender_of_name(name: str) -> str | None:
    """Read the gender off a full name's given name.

    >>> gender_of_name("Maria Lunn"), gender_of_name("Lunn")
    ('f', None)
    """
    words = name.lower().split()
    return GENDER_OF_NAME.get(words[0]) if len(words) > 1 else None

"""Lines and labels that only tell who somebody is: name, age, occupation, town."""

from __future__ import annotations

import re
from bisect import bisect_left

from transforms.quotes.lines import Line
from transforms.quotes.sources import Range, trim
from transforms.words.lexicon import PARTICLES

PARTS = re.compile(r"\s*[,|·]\s*|\s+[—–-]\s+|\s*\((?=\d)|(?<=\d)\)")
AGE = re.compile(r"(?:aged? )?(\d{1,3})(?: ?years?(?: old)?)?\.?", re.IGNORECASE)
AGES = range(5, 120)
SMALL_IN_NAMES = PARTICLES | {"binti", "of", "the"}
LONGEST_PART = 45  # characters of an occupation or a town
MOST_NAME_WORDS = 5


def read_person_line(text: str) -> str | None:
    """The name that opens a line of name, age and occupation or town.

    >>> read_person_line("Ilona Varga, 34, nurse, Lund"), read_person_line("Lund, 34 km away")
    ('Ilona Varga', None)
    """
    parts = [part for part in PARTS.split(text.strip().rstrip(":.")) if part]
    if len(parts) < 2 or any(len(part) > LONGEST_PART for part in parts) or not is_name(parts[0]):
        return None
    ages = [match for part in parts[1:] if (match := AGE.fullmatch(part))]
    return parts[0] if len(ages) == 1 and int(ages[0][1]) in AGES else None


def is_name(text: str) -> bool:
    """Whether words are all capitalised, but for particles between them."""
    words = text.split()
    capital = [word[0].isupper() and not any(c.isdigit() for c in word) for word in words]
    return (
        bool(words)
        and len(words) <= MOST_NAME_WORDS
        and capital[0]
        and capital[-1]
        and all(big or word in SMALL_IN_NAMES for big, word in zip(capital, words, strict=True))
    )


def name_range(line: Line, name: str, after: int = 0) -> Range | None:
    """The tokens of a name that stands in a line."""
    at = line.text.find(name, after)
    return trim(line, bisect_left(line.begins, at), bisect_left(line.begins, at + len(name)))

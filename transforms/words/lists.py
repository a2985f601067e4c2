"""Lists of words as the other modules write them, and the folding by which spellings of a name are one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
FOLDS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
ABBREVIATION = re.compile(r"\b(?:\w\.){2,}")


def word_set(words: str) -> frozenset[str]:
    """Make a closed list of words written with spaces between them."""
    return frozenset(words.split())


def phrase_set(phrases: str) -> frozenset[str]:
    """Make a closed list of phrases written with bars between them."""
    return frozenset(phrases.split("|"))


@lru_cache(maxsize=20_000)
def fold_name(name: str) -> str:
    """Reduce a name to what its spellings share: case, diacritics, dots of abbreviations, "the" and spacing go.

    >>> fold_name("The U.N."), fold_name("Bașak  Çelik")
    ('un', 'basak celik')
    """
    plain = unicodedata.normalize("NFKD", name.translate(QUOTES).casefold().translate(FOLDS))
    plain = "".join(character for character in plain if not unicodedata.combining(character))
    plain = ABBREVIATION.sub(lambda match: match[0].replace(".", ""), " ".join(plain.split()))
    return plain.removeprefix("the ")

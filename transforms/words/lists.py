"""Packaged lists of words, patterns and rules, and the folding by which spellings of a name are one.

A list is a file in the folder `data` of the package that reads it; the lines at its head, which begin with #, say what
is in it and where that comes from. There are two kinds, both in UTF-8:

- `*.csv` is a table with a header; bars part several values in one cell. `read_table` gives its rows.
- `*.toml` is a set of named lists, which `read_lists` gives. Words stand in one string, with white space between them
  (`word_set`); phrases, of which one may have a space, stand in an array. Of what is called forms, each word is a
  regular expression (`join_forms`); what is called pattern is one on several lines (`join_pattern`).

Each is read once, by one module, when that is imported. tests/transforms/test_packaged_lists.py holds them to this.
"""

from __future__ import annotations

import csv
import re
import tomllib
import unicodedata
from functools import lru_cache
from importlib import resources
from typing import Any

QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"})
FOLDS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ð": "d", "þ": "th"})
ABBREVIATION = re.compile(r"\b(?:\w\.){2,}")


def read_table(package: str, name: str) -> list[dict[str, str]]:
    """Read a packaged table, `data/<name>.csv` of a package: its rows, each from column to cell.

    >>> read_table("transforms.words", "given_names")[0]
    {'name': 'aamir', 'gender': 'm'}
    """
    lines = read_packaged(package, f"{name}.csv").splitlines()
    header, *rows = csv.reader(line for line in lines if not line.startswith("# "))
    return [dict(zip(header, row, strict=True)) for row in rows]


def split_cell(cell: str) -> list[str]:
    """Split a cell of a packaged table at its bars; an empty one has no values.

    >>> split_cell("UK|U.K.|Britain"), split_cell("")
    (['UK', 'U.K.', 'Britain'], [])
    """
    return cell.split("|") if cell else []


def read_lists(package: str, name: str) -> dict[str, Any]:
    """Read packaged lists, `data/<name>.toml` of a package, by their names.

    >>> read_lists("transforms.words", "places")["seats"][:2]
    ['blue house', 'capitol hill']
    """
    return tomllib.loads(read_packaged(package, f"{name}.toml"))


def read_packaged(package: str, file: str) -> str:
    """Read a file of a package's folder `data`."""
    return (resources.files(package) / "data" / file).read_text(encoding="utf-8")


def join_pattern(*patterns: str) -> str:
    r"""Join the lines of a regular expression, where a line break matches nothing, or of several that are alternatives.

    >>> join_pattern("read more\n|see also", "lire la suite")
    'read more|see also|lire la suite'
    """
    return "|".join(lines.replace("\n", "") for lines in patterns)


def join_forms(*forms: str) -> str:
    """Make one pattern of lists of words that are patterns themselves.

    >>> join_forms("comments? replies", "commentaires?")
    'comments?|replies|commentaires?'
    """
    return "|".join(" ".join(forms).split())


def word_set(*words: str) -> frozenset[str]:
    """Make one closed list of words written with spaces between them."""
    return frozenset(" ".join(words).split())


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

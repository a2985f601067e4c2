"""What pages call the date of publication and that of the last change, in the languages of the larger presses.

Beginnings of words, as `days.fold_text` leaves them (without accents), since endings carry case and gender;
`data/date_words.toml` lists them.
"""

from __future__ import annotations

import re

from transforms.dates.days import fold_text
from transforms.words.lists import read_lists

PUBLISHED, CHANGED = "published", "changed"
LISTS = read_lists(__package__, "date_words")


def compile_words(label: str) -> str:
    """Make a pattern of the beginnings of words and phrases that a label has in all languages, the longest first."""
    words = {word for words in LISTS[label].values() for word in words}
    return "|".join(re.escape(fold_text(word)) for word in sorted(words, key=lambda word: (-len(word), word)))


WORD_START = "(?<![A-Za-z\u00c0-\u024f\u0370-\u04ff\u0590-\u06ff])"  # where words have spaces between them
LABEL = re.compile(
    "|".join(rf"(?P<{label}>{WORD_START}(?:{compile_words(label)}))" for label in (PUBLISHED, CHANGED)), re.I
)


def starts_with_label(folded: str) -> bool:
    """Tell whether a text opens with such a word, or has one word before it ("First published on")."""
    found = LABEL.search(folded)
    return found is not None and len(folded[: found.start()].split()) <= 1


def find_label(folded: str) -> str | None:
    """Say what the last such word in a text calls the date that follows it.

    >>> find_label("Published on"), find_label("2 May 2031 | Mis a jour le"), find_label("by Ada Moss")
    ('published', 'changed', None)
    """
    found = list(LABEL.finditer(folded))
    return found[-1].lastgroup if found else None

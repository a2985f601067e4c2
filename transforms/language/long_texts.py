"""Reading without a parse: word classes taken from earlier words of the same article.

A parse costs as much for the two-millionth character as for the first, and no document may hold up a run, so of a
text longer than any article only the first part is parsed (`nlp.LONGEST_PARSE`). Beyond it each word gets the tag
and lemma that it mostly had before, and no syntax: marks, layout and word order are read as usual, names known
from the first part are found again, and indirect speech, which needs the syntax, is not looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from spacy.strings import StringStore
from spacy.tokens import Doc

COLUMNS: list[int | str] = ["TAG", "POS", "LEMMA"]
Row = tuple[int, int, int]
TERMINAL = frozenset({".", "?", "!"})
# Tag and part of speech of a word never met, by its ending (Brown 1965 to Brants 2000: suffixes tell unknown words).
ENDINGS = (("ing", "VBG", "VERB"), ("ed", "VBD", "VERB"), ("ly", "RB", "ADV"), ("s", "NNS", "NOUN"), ("", "NN", "NOUN"))


class WordTable:
    """Tag, part of speech and lemma of words, as most of their tokens had them in parsed docs."""

    def __init__(self, docs: Iterable[Doc], strings: StringStore) -> None:
        self.strings = strings
        self.rows = count_rows(docs)
        self.small = {strings[word].lower(): row for word, row in reversed(self.rows.items())}

    def annotate(self, docs: Sequence[Doc]) -> None:
        """Set the word classes of docs that nobody parsed, and one flat tree for each sentence."""
        for doc in docs:
            words: Any = doc.to_array("ORTH")
            rows: Any = np.empty((len(words), 5), dtype=np.uint64)
            rows[:, :3] = np.array([self.find(word) for word in words.tolist()], dtype=np.uint64).reshape(-1, 3)
            rows[:, 3] = np.array(flat_heads([self.strings[word] for word in words.tolist()])).astype(np.uint64)
            rows[:, 4] = np.where(rows[:, 3] == 0, self.strings.add("ROOT"), self.strings.add("dep"))
            doc.from_array([*COLUMNS, "HEAD", "DEP"], rows)

    def find(self, word: int) -> Row:
        """Find a word's row, that of its other spelling, or one by its look; keep it for the next time."""
        row = self.rows.get(word)
        if row is None:
            text = self.strings[word]
            row = self.rows[word] = self.small.get(text.lower()) or self.guess(text)
        return row

    def guess(self, text: str) -> Row:
        """Guess the class of a word never met from its look."""
        if text[:1].isdigit():
            tag, part = "CD", "NUM"
        elif text[:1].isupper():
            tag, part = "NNP", "PROPN"
        elif not any(c.isalnum() for c in text):
            tag, part = ("_SP", "SPACE") if text.isspace() else (":", "PUNCT")
        else:
            tag, part = next((tag, part) for ending, tag, part in ENDINGS if text.endswith(ending))
        lemma = text if tag == "NNP" else text.lower()
        return self.strings.add(tag), self.strings.add(part), self.strings.add(lemma)


def flat_heads(words: Sequence[str]) -> list[int]:
    """Give each word's distance to the first word of its sentence, which begins after a full stop.

    >>> flat_heads(["We", "stay", ".", "Ada", "left"])
    [0, -1, -2, 0, -1]
    """
    shifts, first = [], 0
    for i, word in enumerate(words):
        if i and words[i - 1] in TERMINAL and word not in TERMINAL:
            first = i
        shifts.append(first - i)
    return shifts


def count_rows(docs: Iterable[Doc]) -> dict[int, Row]:
    """Count the rows that each word of parsed docs had, and keep the most frequent."""
    counts: Counter[tuple[int, ...]] = Counter()
    for doc in docs:
        counts.update(map(tuple, doc.to_array(["ORTH", *COLUMNS]).tolist()))
    return most_frequent(counts)


def most_frequent(counts: Mapping[tuple[int, ...], int]) -> dict[int, Row]:
    """Choose for each word, the first of a tuple, the rest of its most frequent tuple.

    >>> most_frequent({(7, 1, 1, 1): 2, (7, 2, 2, 2): 3})
    {7: (2, 2, 2)}
    """
    ranked = sorted(counts.items(), key=lambda item: item[1])
    return {word: (tag, part, lemma) for (word, tag, part, lemma), _ in ranked}

"""What two texts do not share, word by word, as HTML. The texts are strangers': all of them is escaped."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from markupsafe import Markup

from flows.app.marking import split_paragraphs, write

TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
MAX_TOKENS = 6000  # of one paragraph pair; beyond, the comparison takes seconds


def compare_words(before: str, after: str) -> Markup:
    """Write the later text with the words that came marked, and those that went between them.

    >>> compare_words("a big storm", "a storm")
    Markup('a <del><span class="unseen">[removed: </span>big <span class="unseen">]</span></del>storm')
    """
    left, right = TOKEN.findall(before), TOKEN.findall(after)
    if len(left) + len(right) > MAX_TOKENS:
        return mark_words("del", before) + mark_words("ins", after)
    pieces = []
    for what, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(write("".join(left[i:j])))
            continue
        pieces += [mark_words("del", "".join(left[i:j])), mark_words("ins", "".join(right[k:m]))]
    return Markup("").join(pieces)


def mark_words(tag: str, words: str) -> Markup:
    """Mark words as gone or come; seen by a line through or under them, and heard by words that are not seen."""
    if not words:
        return Markup("")
    opening = Markup('<{}><span class="unseen">[{}: </span>').format(tag, "removed" if tag == "del" else "added")
    return opening + write(words) + Markup('<span class="unseen">]</span></{}>').format(tag)


def compare_texts(before: str, after: str) -> list[Markup]:
    """Write the paragraphs that differ between two texts, with their differing words marked."""
    left = [before[start:end] for start, end in split_paragraphs(before)]
    right = [after[start:end] for start, end in split_paragraphs(after)]
    return list(compare_paragraphs(left, right))


def compare_paragraphs(left: Sequence[str], right: Sequence[str]) -> Iterator[Markup]:
    """Compare paragraphs that stand in the same place between equal ones."""
    for what, i, j, k, m in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        shared = min(j - i, m - k)
        for offset in range(shared):
            yield compare_words(left[i + offset], right[k + offset])
        for gone in left[i + shared : j]:
            yield mark_words("del", gone)
        for come in right[k + shared : m]:
            yield mark_words("ins", come)

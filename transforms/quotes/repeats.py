"""A quotation printed twice is one row: pull quotes and captions give way to the quotation that they repeat."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from transforms.values import Quotation

WORD = re.compile(r"\w+")
ADDED = re.compile(r"\[[^\]\n]{1,60}\]")  # what the editor put in, which a pull quote leaves out
# What a pull quote or caption may look like: words in marks alone, with a credit, or behind a name and a colon.
DISPLAYED = frozenset({"unattributed", "continued", "dash_after", "colon_name", "colon_clause", "signed"})
FEWEST_WORDS = 4  # words below which a repetition may be chance
MOST_HOLDERS = 50  # quotations with the same words that are compared


def drop_repeats(text: str, quotations: Sequence[Quotation]) -> tuple[Quotation, ...]:
    """Leave out displayed quotations whose words another one holds; of two displayed alike, the first stays."""
    said = [[w.casefold() for a, b in q.spans for w in WORD.findall(ADDED.sub(" ", text[a:b]))] for q in quotations]
    holders = index_runs(said, quotations)
    dropped: set[int] = set()
    for i, words in enumerate(said):
        if quotations[i].rule not in DISPLAYED or len(words) < FEWEST_WORDS:
            continue
        for j, at in holders.get(tuple(words[:FEWEST_WORDS]), [])[:MOST_HOLDERS]:
            repeated = said[j][at : at + len(words)] == words
            stays = len(said[j]) == len(words) and quotations[j].rule in DISPLAYED and j > i
            if j != i and j not in dropped and repeated and not stays:
                dropped.add(i)
                break
    return tuple(q for i, q in enumerate(quotations) if i not in dropped)


def index_runs(
    said: Sequence[Sequence[str]], quotations: Sequence[Quotation]
) -> dict[tuple[str, ...], list[tuple[int, int]]]:
    """Where each run of a few words begins in quotations with marks: which quotation, which word."""
    index: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    if any(quotation.rule in DISPLAYED for quotation in quotations):
        for j, words in enumerate(said):
            if quotations[j].quote_type != "indirect":
                for at in range(len(words) - FEWEST_WORDS + 1):
                    index[tuple(words[at : at + FEWEST_WORDS])].append((j, at))
    return index

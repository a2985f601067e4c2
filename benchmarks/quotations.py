"""How many of the quotations that annotators marked are found: prints the table of docs/quotations.md.

    python benchmarks/quotations.py GOLD.jsonl

GOLD.jsonl holds one article a line: `text` (its first line is the title) and `attributions`, each with `content`,
`source` and `cue` as lists of `{"spans": [[start, end], ...]}`, half-open ranges of code points.

Quotations are matched one to one by the letters they cover, best first; `strict` from an intersection over union of .8
on, `overlap` from .3; those of a title count as missed. The speaker or cue of a strict match is right when both phrases
share half the letters of the shorter one, and where both have none. Speaker recall: the share of all annotated
quotations whose words and speaker are both right.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from score import MODEL, Gold, harmonic, read_gold

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes

STRICT, OVERLAP = 0.8, 0.3
KINDS = ("direct", "mixed", "indirect")


def letters(text: str, spans: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


class Quotation(NamedTuple):
    """The letters that a quotation, its source and its cue cover, and its type."""

    words: frozenset[int]
    source: frozenset[int]
    cue: frozenset[int]
    kind: str


def find_quotations(text: str) -> list[Quotation]:
    start = text.find("\n") + 1
    title, body = text[:start].strip(), text[start:]
    parsed = parse_article(load_pipeline(MODEL), title, body)

    def cover(spans: Iterable[tuple[int, int] | None]) -> frozenset[int]:
        return letters(text, [(span[0] + start, span[1] + start) for span in spans if span])

    return [
        Quotation(cover(quote.spans), cover([quote.speaker]), cover([quote.cue]), quote.quote_type)
        for quote in find_quotes(title, body, parsed, find_entities(title, body, parsed))
    ]


def classify(text: str, spans: list[list[int]]) -> str:
    """The gold type: all of it in quotation marks, part of it, nothing."""
    words = text[min(start for start, _ in spans) : max(end for _, end in spans)].strip(" ,.")
    if re.match(r"[\"“«„']", words) and re.search(r"[\"”»“'][.,]?$", words):
        return "direct"
    return "mixed" if re.search(r"[\"“”«»„]|''", words) else "indirect"


def read_quotations(row: Gold) -> list[Quotation]:
    read = []
    for attribution in row["attributions"]:
        content, source, cue = (
            [span for part in attribution.get(what, ()) for span in part["spans"]]
            for what in ("content", "source", "cue")
        )
        if content:
            covered = (letters(row["text"], spans) for spans in (content, source, cue))
            read.append(Quotation(*covered, classify(row["text"], content)))
    return read


def is_same(found: frozenset[int], gold: frozenset[int]) -> bool:
    return len(found & gold) * 2 >= min(len(found), len(gold)) if found and gold else not found and not gold


def match(found: list[Quotation], gold: list[Quotation]) -> Iterator[tuple[float, Quotation, Quotation]]:
    """Pairs of quotations that agree, one to one, best first, with their agreement."""
    pairs = sorted(
        (len(f.words & g.words) / len(f.words | g.words), i, j)
        for i, f in enumerate(found)
        for j, g in enumerate(gold)
        if f.words & g.words
    )
    free_found, free_gold = set(range(len(found))), set(range(len(gold)))
    for agreement, i, j in reversed(pairs):
        if i in free_found and j in free_gold and agreement >= OVERLAP:
            free_found.discard(i)
            free_gold.discard(j)
            yield agreement, found[i], gold[j]


def count_quotations(rows: Iterable[Gold]) -> Counter[tuple[str, str]]:
    """Count what was annotated, found and agrees, by measure and kind."""
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        gold, found = read_quotations(row), find_quotations(row["text"])
        counts.update(("gold", quotation.kind) for quotation in gold)
        counts.update(("found", quotation.kind) for quotation in found)
        for agreement, one, other in match(found, gold):
            kind = other.kind
            counts["moved", kind] += 1
            counts["moved", one.kind] -= 1
            counts["overlap", kind] += 1
            if agreement >= STRICT:
                counts["strict", kind] += 1
                counts["speaker", kind] += is_same(one.source, other.source)
                counts["cue", kind] += is_same(one.cue, other.cue)
    return counts


def write_rows(counts: Counter[tuple[str, str]]) -> Iterator[str]:
    """The lines of the table, each group with those before it."""
    yield "| group | annotated | overlap F1 | strict F1 | speaker | cue | speaker recall |"
    yield "|---|---|---|---|---|---|---|"
    for name, kinds in (("direct", 1), ("direct and mixed", 2), ("all", 3)):
        measures = ("gold", "found", "moved", "overlap", "strict", "speaker", "cue")
        total = {what: sum(counts[what, kind] for kind in KINDS[:kinds]) for what in measures}
        both = [harmonic(total[what], total["found"] + total["moved"], total["gold"]) for what in ("overlap", "strict")]
        strict = max(total["strict"], 1)
        figures = [*both, total["speaker"] / strict, total["cue"] / strict, total["speaker"] / max(total["gold"], 1)]
        yield " | ".join([f"| {name}", f"{total['gold']:,}", *(f"{x:.3f}".lstrip("0") for x in figures)]) + " |"


def main() -> None:
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    print("\n".join(write_rows(count_quotations(read_gold(Path(sys.argv[1]))))))


if __name__ == "__main__":
    main()

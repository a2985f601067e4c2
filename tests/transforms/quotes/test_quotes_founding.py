"""The founding articles, where seeds/documents has them: every quotation in marks, and who spoke it.

The articles are their publishers' and are not copied here: expectations are digests of type, parts, speaker's full
name, cue and hearer, in order of the text (`python -m tests.transforms.quotes.test_quotes_founding` prints them for
review).
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.transforms.quotes.test_quotes import describe, read_quotes
from transforms.values import hashed_key

ROOT = Path(__file__).parents[3]
SEEDS = ROOT / "seeds" / "documents"
EXPECTED = json.loads((ROOT / "tests" / "cases" / "quotes" / "founding.json").read_text(encoding="utf-8"))
PRESENT = [name for name in EXPECTED if (SEEDS / name).is_file()]


def describe_article(name: str) -> list[str]:
    title, _, body = (SEEDS / name).read_text(encoding="utf-8").partition("\n\n")
    entities, found = read_quotes(title, body)
    return [describe(body, entities, q) for q in found]


@pytest.mark.parametrize("name", PRESENT)
def test_every_quotation_in_marks_comes_out_exactly(name: str) -> None:
    marked = [line for line in describe_article(name) if not line.startswith("indirect")]
    assert [hashed_key(line) for line in marked] == EXPECTED[name]["marked"]


@pytest.mark.parametrize("name", PRESENT)
def test_indirect_statements_are_found_with_their_speakers(name: str) -> None:
    found = {hashed_key(line) for line in describe_article(name)}
    assert set(EXPECTED[name]["indirect"]) <= found


if __name__ == "__main__":
    for article in PRESENT:
        for line in describe_article(article):
            print(hashed_key(line), line)

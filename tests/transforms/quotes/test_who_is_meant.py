"""Who is meant by "she", "the coach", "the Pole": short articles of many countries, all of it invented.

A file holds articles between lines of `====`: a line that names the class, the text, then below `----` the speaker of
each direct quotation, "-" where nobody is named. In `seen.txt` the wrong ones are the right persons, whose names are
cut ("Van Khai"). `unseen.txt` was written before the rules and not used for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.transforms.quotes.test_quotes import read_quotes

CASES = Path(__file__).parents[2] / "cases" / "speakers"


def read_articles(name: str) -> Iterator[tuple[str, list[str]]]:
    """Text and speakers of each article of a file."""
    for block in (CASES / f"{name}.txt").read_text(encoding="utf-8").split("====\n"):
        text, _, names = block.partition("----\n")
        yield text.partition("\n")[2].strip(), names.strip().split("\n")


def judge(text: str, wanted: list[str]) -> list[str]:
    """`right`, `open` or `wrong` for each direct quotation."""
    entities, found = read_quotes("", text)
    speakers = [q.speaker_entity for q in found if q.quote_type == "direct"]
    assert len(speakers) == len(wanted)
    named = ["-" if i is None else entities.entities[i].name for i in speakers]
    return ["right" if is_name(n, w) else "open" if n == "-" else "wrong" for n, w in zip(named, wanted, strict=True)]


def is_name(name: str, wanted: str) -> bool:
    """Whether two names are one, an article before them aside."""
    return name.removeprefix("The ").removeprefix("the ") == wanted


@pytest.mark.parametrize(("name", "right", "wrong"), [("seen", 45, 5), ("unseen", 29, 0)])
def test_short_articles(name: str, right: int, wrong: int) -> None:
    judged = [j for text, wanted in read_articles(name) for j in judge(text, wanted)]
    assert judged.count("right") >= right
    assert judged.count("wrong") <= wrong

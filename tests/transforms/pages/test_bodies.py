"""Small pages of our own in many builds, of the stories in `stories.txt`: $1 is a paragraph, $T the title.

A case is a page, a line of dashes, and the paragraphs of its body; ¶ is a line break in one. The second part was
written with the first, and put away until the rules for the first were done; the third when the rules were done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from transforms.pages.extract import extract_article
from transforms.values import Article, Document, Refusal

CASES = Path(__file__).parents[2] / "cases" / "bodies"
PLACE = re.compile(r"\$(?:([a-z]+)\.)?([T\d])")


@dataclass(frozen=True)
class Case:
    """A page, what its body holds, and what else is to be said of it: `truncated`, or `refused` and the reason."""

    name: str
    page: str
    paragraphs: list[str]
    verdict: str


def read_stories() -> dict[str, dict[str, str]]:
    """Read the stories: name -> part ("T", "1" and so on, "lang") -> text."""
    stories = {}
    for part in (CASES / "stories.txt").read_text().split("# ")[1:]:
        head, *lines = part.strip().split("\n")
        name, language = head.split()
        stories[name] = {"lang": language, "T": lines[0]} | {str(i): line for i, line in enumerate(lines[1:], 1)}
    return stories


STORIES = read_stories()


def fill(text: str, story: str) -> str:
    """Put parts of stories in their places."""
    return PLACE.sub(lambda match: STORIES[match[1] or story][match[2]], text)


def read_cases(name: str) -> list[Case]:
    """Read one file of cases."""
    cases = []
    for part in re.split(r"^=== ", (CASES / name).read_text(), flags=re.M)[1:]:
        head, _, rest = part.partition("\n")
        title, story, *verdict = (field.strip() for field in head.split("|"))
        page, _, wanted = rest.partition("\n---\n")
        lines = re.sub(r"(?<=\$\d) (?=\$\d)", "\n", wanted).strip().split("\n")
        start = (
            f'<!doctype html><html lang="{STORIES[story]["lang"]}"><head><meta charset="utf-8"><title>$T</title></head>'
        )
        cases.append(
            Case(
                title,
                fill(start + page, story),
                [fill(line, story).replace(" ¶ ", "\n") for line in lines if line],
                "".join(verdict),
            )
        )
    return cases


def read(page: str) -> Article | Refusal:
    """Read a page."""
    document = Document(
        "d" * 32, "test", "page.html", page.encode(), "0" * 64, datetime(2032, 1, 1, tzinfo=UTC),
        url="https://varn.example/local/1",
    )  # fmt: skip
    return extract_article(document, max_body_bytes=1_000_000)


@pytest.mark.parametrize(
    "case", [pytest.param(c, id=c.name) for f in ("first.txt", "second.txt", "third.txt") for c in read_cases(f)]
)
def test_body(case: Case) -> None:
    article = read(case.page)
    if case.verdict.startswith("refused"):
        assert isinstance(article, Refusal)
        assert f"refused {article.reason}" == case.verdict
        return
    assert isinstance(article, Article), article
    assert article.text.split("\n\n") == case.paragraphs
    assert article.is_truncated == (case.verdict == "truncated")

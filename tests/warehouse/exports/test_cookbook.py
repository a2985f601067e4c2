"""docs/cookbook.md is what the heads of the queries say."""

from __future__ import annotations

from pathlib import Path

from warehouse.exports.cookbook import NOT_DRAWN, render_cookbook
from warehouse.queries import list_queries

DOCS = Path(__file__).parents[3] / "docs"


def test_the_page_is_what_the_heads_say() -> None:
    assert (DOCS / "cookbook.md").read_text(encoding="utf-8") == render_cookbook(list_queries())


def test_every_query_has_a_small_picture_and_every_picture_a_query() -> None:
    pictures = {path.stem: path.stat().st_size for path in (DOCS / "cookbook").iterdir()}
    assert set(pictures) == {query.name for query in list_queries()} - NOT_DRAWN
    assert max(pictures.values()) < 60_000

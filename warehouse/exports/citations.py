"""Articles as CSL-JSON (https://docs.citationstyles.org/en/stable/), which Zotero, pandoc and others read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse.connection import Connection, read_sql
from warehouse.exports.results import fetch_mappings


def write_citations(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write `articles.csl.json`, an array with one item for each article."""
    count = 0
    with (folder / "articles.csl.json").open("w", encoding="utf-8", errors="replace") as file:
        for count, row in enumerate(fetch_mappings(con, read_sql("export", "citations")), 1):
            file.write("[\n" if count == 1 else ",\n")
            json.dump(make_item(row), file, ensure_ascii=False)
        file.write("\n]\n" if count else "[]\n")
    yield "articles.csl.json", count


def make_item(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make the item of one article; what is unknown is left out.

    A name is not taken apart, since nothing tells which of its parts is the family's in every country.
    """
    item = {
        "id": row["article_id"],
        "type": "article-newspaper",
        "title": row["title"],
        "author": [{"literal": name} for name in row["authors"]],
        "container-title": row["publisher"],
        "section": row["section"],
        "issued": make_date(row["published_at"]),
        "accessed": make_date(row["seen_at"]),
        "URL": row["url"],
        "language": row["language"],
    }
    return {name: value for name, value in item.items() if value}


def make_date(instant: datetime | None) -> dict[str, list[list[int]]] | None:
    """Write the day of an instant, in UTC, as CSL has it."""
    return {"date-parts": [[instant.year, instant.month, instant.day]]} if instant else None

"""Quotations as W3C Web Annotations (https://www.w3.org/TR/annotation-model/), one JSON object a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from warehouse.connection import Connection, read_sql
from warehouse.exports.results import fetch_mappings, write_json_lines

CONTEXT = "http://www.w3.org/ns/anno.jsonld"


def write_annotations(con: Connection, folder: Path) -> Iterator[tuple[str, int]]:
    """Write `annotations.jsonl`: one annotation for each quotation, with one target for each of its parts."""
    rows = fetch_mappings(con, read_sql("export", "annotations"))
    yield "annotations.jsonl", write_json_lines(folder / "annotations.jsonl", (make_annotation(row) for row in rows))


def make_annotation(row: Mapping[str, Any]) -> dict[str, Any]:
    """Make the annotation of one quotation.

    Each target selects by the words with those around them, which holds on the page itself, and by position in
    `articles.text` (code points), whose digest is in the id of the target's state.
    """
    source = row["url"] or f"urn:dateline:article:{row['article_id']}"
    return {
        "@context": CONTEXT,
        "id": f"urn:dateline:quote:{row['quote_id']}",
        "type": "Annotation",
        "motivation": "identifying",
        "body": make_bodies(row),
        "target": [make_target(source, part, row) for part in row["parts"]],
    }


def make_bodies(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Say who speaks: by name, by Wikidata where the entity is known there, and in the article's own words."""
    bodies: list[dict[str, Any]] = [{"type": "TextualBody", "purpose": "tagging", "value": row["quote_type"]}]
    if name := row["speaker_name"] or row["speaker_text"]:
        bodies.append({"type": "TextualBody", "purpose": "identifying", "value": name, "format": "text/plain"})
    if row["wikidata_id"]:
        source = f"http://www.wikidata.org/entity/{row['wikidata_id']}"
        bodies.append({"type": "SpecificResource", "purpose": "identifying", "source": source})
    return bodies


def make_target(source: str, part: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """Make the target of one part of a quotation."""
    quote = {"type": "TextQuoteSelector", "exact": part["exact"], "prefix": part["prefix"], "suffix": part["suffix"]}
    position = {"type": "TextPositionSelector", "start": part["start"], "end": part["end"]}
    state = {
        "id": f"urn:sha256:{row['text_sha256']}",
        "type": "TimeState",
        "sourceDate": row["seen_at"].isoformat(timespec="seconds").replace("+00:00", "Z"),
    }
    return {"type": "SpecificResource", "source": source, "state": state, "selector": [quote, position]}

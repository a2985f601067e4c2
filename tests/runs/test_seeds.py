"""The sample archive and its answer key agree: what is expected of a document stands in its bytes."""

from __future__ import annotations

import gzip
import html
import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from flows.sources.index.read import read_index

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
EXPECTED = json.loads((ROOT / "tests/cases/seeds/expected.json").read_text(encoding="utf-8"))["documents"]
PRESENT = [document for document in EXPECTED if "optional" not in document]
LOADED = [document for document in PRESENT if document["state"] == "loaded"]
TAG = re.compile(r"</?(?:a|em|strong|b|i|br)\b[^>]*>")


def read_words(document: dict[str, Any]) -> str:
    """Read a document in its real encoding, entities resolved, inline tags dropped, white space folded."""
    content = (SEEDS / document["location"]).read_bytes()
    if document["location"].endswith(".gz"):
        content = gzip.decompress(content)
    text = content.decode(document.get("charset", "utf-8"))
    return re.sub(r"\s+", " ", html.unescape(TAG.sub("", text)))


def test_every_row_of_the_index_has_an_answer() -> None:
    rows = {source.id: source.location for source in read_index(SEEDS / "INDEX.md")}
    assert rows == {document["id"]: document["location"] for document in EXPECTED}


def test_every_document_is_listed_and_digests_are_right() -> None:
    sources = [source for source in read_index(SEEDS / "INDEX.md") if not source.is_optional]
    lying = {path.name for path in (SEEDS / "documents").iterdir() if path.suffix in {".html", ".txt", ".gz"}}
    optional = {Path(document["location"]).name for document in EXPECTED if document.get("optional")}
    assert lying - optional == {Path(source.location).name for source in sources}
    for source in sources:
        if source.sha256:
            assert sha256((SEEDS / source.location).read_bytes()).hexdigest() == source.sha256


@pytest.mark.parametrize("document", LOADED, ids=lambda document: document["id"])
def test_what_is_expected_stands_in_the_document(document: dict[str, Any]) -> None:
    words = read_words(document)
    parts = [part for quote in document["quotes"] for part in quote["parts"]]
    marked = [fragment for quote in document["quotes"] for fragment in quote.get("marked", [])]
    wanted = [document["title"], document["first_paragraph"], document["last_paragraph"], *document["absent"]]
    assert [each for each in [*wanted, *parts, *marked] if each not in words] == []
    assert all(" ".join(quote["parts"]) == quote["text"] for quote in document["quotes"])


@pytest.mark.parametrize("document", LOADED, ids=lambda document: document["id"])
def test_what_stands_in_double_marks_is_a_quotation_or_said_to_be_none(document: dict[str, Any]) -> None:
    if document["language"] != "en":
        return
    body = read_words(document)
    body = body[body.index(document["first_paragraph"]) : body.index(document["last_paragraph"])]
    known = [quote["text"] for quote in document["quotes"]] + document.get("not_quotes", [])
    known += [turn["text"] for turn in document.get("transcript", [])]
    assert [words for words in re.findall("“([^“”]+)”", body) if not any(words in each for each in known)] == []


def test_references_between_documents_lead_to_loaded_ones() -> None:
    ids = {document["id"] for document in LOADED}
    links = ("version_of", "duplicate_of", "duplicate_document_of")
    assert {document[link] for document in PRESENT for link in links if document.get(link)} <= ids

"""The contract at work: a row that breaks it is refused with the check and the value, and the others go on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.workers.worker import find_broken_in
from transforms.batch import Options, transform_batch
from transforms.tables.schemas import TABLES
from transforms.tables.validation import ROW_KEYS, Rows, make_plain, validate_rows
from transforms.values import Document, Refusal, hashed_key

SEEN = datetime(2026, 1, 31, 12, tzinfo=UTC)
STORY = """Ferry returns to service

The ferry Aldra Star returned to service on Monday, the harbour office said.

"She is as good as new," Captain Odd Ferrand told the Tidings. "We have missed her."

Passengers from Norway were first on board, according to the harbour office, and they cheered when she left.
"""


def make_document(text: str, name: str = "a.txt") -> Document:
    return Document(hashed_key(name), "a", name, text.encode("utf-8", "surrogatepass"), "0" * 64, SEEN, language="en")


def make_rows() -> Rows:
    """The rows of one good story, as the transforms made them."""
    frames = transform_batch([make_document(STORY)], Options())
    assert frames["rejects"].is_empty()
    return {table: frame.to_dicts() for table, frame in frames.items()}


def copy_rows(story: Rows) -> Rows:
    return {name: [dict(row) for row in some] for name, some in story.items()}


def find_broken(frames: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
    """The checks of rows, as a worker runs them."""
    with TemporaryDirectory() as folder:
        return find_broken_in(frames, Path(folder))


@pytest.fixture(scope="module")
def story() -> Rows:
    return make_rows()


def test_a_good_story_passes_whole(story: Rows):
    frames = validate_rows(story)
    assert {table: frame.height for table, frame in frames.items()} == {table: len(story[table]) for table in TABLES}
    assert [row["status"] for row in story["outcomes"]] == ["loaded"]
    assert {row["quote_type"] for row in story["quotes"]} >= {"direct", "indirect"}


@pytest.mark.parametrize(
    ("table", "change", "check", "value"),
    [
        ("entity_mentions", {"label": "ALIEN"}, "label: isin", "ALIEN"),
        ("entity_mentions", {"end_char": 9999}, "spans_give_their_text", None),
        ("entity_mentions", {"start_char": 2**31 - 2, "end_char": 2**31 - 1}, "spans_give_their_text", None),
        ("entity_mentions", {"text": "Ghost"}, "spans_give_their_text", "Ghost"),
        ("quotes", {"confidence": 1.5}, "confidence: less_than_or_equal_to(1)", "1.5"),
        ("quotes", {"speaker_kind": "oracle"}, "speaker_kind: isin", "oracle"),
        ("quotes", {"text": "Something else"}, "spans_give_their_text", "Something else"),
        ("quotes", {"start_char": 1}, "spans_in_order", None),
        ("quotes", {"spans": []}, "spans_in_order", None),
        ("quotes", {"confidence": "high"}, "types", None),
        ("quotes", {"end_char": 2**40}, "types", None),
        ("quotes", {"told_to": b"bytes"}, "types", None),
        ("quotes", {"speaker_article_entity_id": "f" * 32}, "names_are_there", "f" * 32),
        ("quotes", {"told_to": "half \ud83d"}, "types", None),
    ],
)
def test_a_bad_row_is_refused_with_check_and_value_and_its_neighbours_pass(
    story: Rows, table: str, change: dict[str, Any], check: str, value: str | None
):
    rows = {name: [dict(row) for row in some] for name, some in story.items()}
    rows[table][0] |= change

    frames = validate_rows(rows, find_broken)

    assert frames[table].height == len(story[table]) - 1
    (reject,) = frames["rejects"].to_dicts()
    assert (reject["table_name"], reject["document_id"]) == (table, rows[table][0]["document_id"])
    assert reject["check_name"].startswith(check)
    assert value is None or reject["value"] == value
    for name, changed in change.items():
        assert json.loads(reject["row"])[name] == make_plain(changed)
    assert frames["outcomes"]["status"].to_list() == ["loaded"]


def test_a_refused_article_takes_its_document_and_rows_with_it(story: Rows):
    rows = {name: [dict(row) for row in some] for name, some in story.items()}
    rows["articles"][0]["published_precision"] = "century"

    frames = validate_rows(rows)

    assert [frames[table].height for table in TABLES if table not in ("outcomes", "rejects")] == [0] * 6
    (outcome,) = frames["outcomes"].to_dicts()
    assert (outcome["status"], outcome["reason"], outcome["article_id"]) == ("quarantined", "invalid_article", None)
    assert frames["rejects"]["value"].to_list() == ["century"]


def test_a_refused_name_takes_its_mentions_and_roles_and_leaves_its_quotations_open(story: Rows):
    rows = copy_rows(story)
    named = next(row for row in rows["quotes"] if row["speaker_article_entity_id"])
    lost = named["speaker_article_entity_id"]
    next(row for row in rows["article_entities"] if row["article_entity_id"] == lost)["country_code"] = "nor"

    frames = validate_rows(rows, find_broken)

    assert frames["quotes"].height == len(rows["quotes"])
    (kept,) = frames["quotes"].filter(frames["quotes"]["quote_id"] == named["quote_id"]).to_dicts()
    assert (kept["speaker_kind"], kept["speaker_name"], kept["speaker_text"]) == (
        "unresolved", None, named["speaker_text"],
    )  # fmt: skip
    for table in ("entity_mentions", "entity_roles"):
        gone = [row for row in rows[table] if row["article_entity_id"] == lost]
        assert frames[table].height == len(rows[table]) - len(gone)
        refused = [row for row in frames["rejects"].to_dicts() if row["table_name"] == table]
        assert len(refused) == len(gone)
        assert {(row["check_name"], row["value"][:12]) for row in refused} <= {("name_refused", "country_code")}


def test_a_row_that_no_table_has_room_for_costs_itself_and_not_the_batch(story: Rows):
    rows = copy_rows(story)
    rows["articles"][0]["published_at"] = "yesterday"
    other = transform_batch([make_document(STORY, "b.txt")], Options())
    for table, frame in other.items():
        rows[table] += frame.to_dicts()

    frames = validate_rows(rows, find_broken)

    assert sorted(frames["outcomes"]["status"].to_list()) == ["loaded", "quarantined"]
    assert frames["quotes"].height == other["quotes"].height


def test_what_no_row_is_at_fault_for_costs_its_document(story: Rows):
    rows = copy_rows(story)
    del rows["quotes"][0]["speaker_article_entity_id"]
    other = transform_batch([make_document(STORY, "b.txt")], Options())
    for table, frame in other.items():
        rows[table] += frame.to_dicts()

    frames = validate_rows(rows, find_broken)

    states = {row["document_id"]: (row["status"], row["reason"]) for row in frames["outcomes"].to_dicts()}
    assert states == {
        hashed_key("a.txt"): ("quarantined", "unexpected_error"), hashed_key("b.txt"): ("loaded", None),
    }  # fmt: skip


HALF = "half \ud83d"
HOSTILE = [
    {"location": HALF, "url": f"https://a.example/{HALF}", "publisher": HALF, "title": HALF},
    {"refusal": Refusal("unreadable", HALF)},
    {"refusal": Refusal("no_article", HALF), "location": "\x00"},
    {"published": "9999-12-31T23:59:59-23:59", "authors": (HALF,), "tags": (HALF, "\x00")},
    {"published": "0001-01-01T00:00:00+14:00", "media_type": HALF},
]


@pytest.mark.parametrize("change", HOSTILE)
def test_whatever_is_said_of_a_document_costs_it_alone(change: dict[str, Any]):
    frames = transform_batch(
        [replace(make_document(STORY, "bad.txt"), **change), make_document(STORY)], Options(), find_broken=find_broken
    )
    states = dict(frames["outcomes"].select("document_id", "status").iter_rows())
    assert states[hashed_key("a.txt")] == "loaded"
    assert len(states) == 2
    assert all(json.loads(row) for row in frames["rejects"]["row"])


@pytest.mark.parametrize("field", ["articleBody", "headline", "author", "keywords", "articleSection"])
def test_half_a_surrogate_in_a_page_s_own_data_costs_no_batch(field: str):
    data = {"@type": "NewsArticle", "headline": "Ferry returns", "articleBody": STORY * 3, field: "\\ud83d " + STORY}
    script = json.dumps(data).replace("\\\\ud83d", "\\ud83d")
    page = (
        f'<html><head><script type="application/ld+json">{script}</script></head><body><p>{STORY * 3}</p></body></html>'
    )
    frames = transform_batch([make_document(page, "a.html"), make_document(STORY)], Options(), find_broken=find_broken)
    assert dict(frames["outcomes"].select("document_id", "status").iter_rows())[hashed_key("a.txt")] == "loaded"
    assert "unexpected_error" not in frames["outcomes"]["reason"].to_list()


VALUES = st.one_of(
    st.none(), st.integers(-3, 700), st.just(2**40), st.text(max_size=5), st.just(HALF), st.booleans(), st.floats(),
    st.binary(max_size=3), st.just([]), st.just([{"start_char": 5, "end_char": 3}]), st.just("f" * 32),
    st.just("person"),
)  # fmt: skip


@given(st.data())
@settings(max_examples=30, deadline=None)
def test_rows_that_validation_accepts_fail_no_check(story: Rows, data: st.DataObject):
    rows = copy_rows(story)
    for _ in range(data.draw(st.integers(1, 4))):
        table = data.draw(st.sampled_from([table for table in ROW_KEYS if rows[table]]))
        row = data.draw(st.sampled_from(rows[table]))
        row[data.draw(st.sampled_from(sorted(set(row) - {"document_id"})))] = data.draw(VALUES)

    frames = validate_rows(rows, find_broken)

    assert find_broken(frames) == []
    assert frames["outcomes"].height == 1
    assert frames["rejects"]["reject_id"].is_unique().all()
    assert "unexpected_error" not in frames["outcomes"]["reason"].to_list()


WORDS = st.lists(
    st.one_of(
        st.sampled_from(
            ["said", "Ferrand", '"We', 'left,"', "“Nous", "partons”", "Norway", "he", "\n\n", "👩‍🚀", "é", "ǆ"]
        ),
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8),
    ),
    min_size=5,
    max_size=60,
)


@given(WORDS)
@settings(max_examples=30, deadline=None)
def test_every_span_gives_its_words_back_over_arbitrary_unicode(words: list[str]):
    frames = transform_batch([make_document("A title of some words\n\n" + STORY + " ".join(words))], Options())

    assert frames["rejects"].filter(frames["rejects"]["table_name"] != "documents").is_empty()
    assert "unexpected_error" not in frames["outcomes"]["reason"].to_list()
    for article in frames["articles"].to_dicts():
        for row in frames["entity_mentions"].to_dicts():
            assert article[row["field"]][row["start_char"] : row["end_char"]] == row["text"]
        for row in frames["quotes"].to_dicts():
            parts = [article["text"][span["start_char"] : span["end_char"]] for span in row["spans"]]
            assert " ".join(parts) == row["text"]


@given(st.binary(max_size=400))
@settings(max_examples=25, deadline=None)
def test_any_bytes_end_in_one_state_with_a_reason(content: bytes):
    document = Document(hashed_key("x"), "x", "x.html", content, "0" * 64, SEEN)
    (outcome,) = transform_batch([document], Options())["outcomes"].to_dicts()
    assert outcome["status"] == "loaded" or (outcome["reason"] and outcome["reason"] != "unexpected_error")

"""The contract at work: a row that breaks it is refused with the check and the value, and the others go on."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.batch import Options, transform_batch
from transforms.errors import SchemaDriftError
from transforms.schemas import TABLES
from transforms.validate import Rows, validate_rows
from transforms.values import Document, hashed_key

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
        ("entity_mentions", {"end_char": 9999}, "text: span in range", None),
        ("entity_mentions", {"text": "Ghost"}, "text: span gives its text back", "Ghost"),
        ("quotes", {"confidence": 1.5}, "confidence: less_than_or_equal_to(1)", "1.5"),
        ("quotes", {"speaker_kind": "oracle"}, "speaker_kind: isin", "oracle"),
        ("quotes", {"text": "Something else"}, "text: span gives its text back", "Something else"),
        ("article_entities", {"country_code": "nor"}, "country_code: str_matches", "nor"),
    ],
)
def test_a_bad_row_is_refused_with_check_and_value_and_its_neighbours_pass(
    story: Rows, table: str, change: dict[str, Any], check: str, value: str | None
):
    rows = {name: [dict(row) for row in some] for name, some in story.items()}
    rows[table][0] |= change

    frames = validate_rows(rows)

    assert frames[table].height == len(story[table]) - 1
    (reject,) = frames["rejects"].to_dicts()
    assert (reject["table_name"], reject["document_id"]) == (table, rows[table][0]["document_id"])
    assert reject["check_name"].startswith(check)
    assert value is None or reject["value"] == value
    for name, changed in change.items():
        assert json.loads(reject["row"])[name] == changed
    assert frames["outcomes"]["status"].to_list() == ["loaded"]


def test_a_refused_article_takes_its_document_and_rows_with_it(story: Rows):
    rows = {name: [dict(row) for row in some] for name, some in story.items()}
    rows["articles"][0]["published_precision"] = "century"

    frames = validate_rows(rows)

    assert [frames[table].height for table in TABLES if table not in ("outcomes", "rejects")] == [0] * 6
    (outcome,) = frames["outcomes"].to_dicts()
    assert (outcome["status"], outcome["reason"], outcome["article_id"]) == ("quarantined", "invalid_article", None)
    assert frames["rejects"]["value"].to_list() == ["century"]


def test_a_frame_of_the_wrong_shape_is_a_mistake_in_the_code(story: Rows):
    rows = {name: [dict(row) for row in some] for name, some in story.items()}
    rows["quotes"][0]["confidence"] = "high"
    with pytest.raises(SchemaDriftError, match=r"^quotes: "):
        validate_rows(rows)


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

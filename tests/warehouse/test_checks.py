"""Each check finds what it is for, and nothing in a sound warehouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.checks import find_broken_promises, list_checks
from tests.helpers.sample_archive import open_sample
from warehouse.connection import Connection
from warehouse.errors import CheckError
from warehouse.promises import check_books

# What breaks a promise -> the checks that must find it.
DAMAGE = {
    "spans_give_their_text": "UPDATE entity_mentions SET start_char = start_char + 1",
    "spans_in_order": "UPDATE quotes SET spans = list_concat(spans, spans)",
    "rows_of_the_newest_version": "UPDATE quotes SET document_id = 'another'",
    "names_are_there": "DELETE FROM article_entities WHERE name = 'Ada Lund'",
    "row_keys_unique": "INSERT INTO quotes FROM quotes LIMIT 1",
    "closed_words": "UPDATE quotes SET speaker_kind = 'ghost'",
    "texts_digested": "UPDATE articles SET text = text || '!'",
    "articles_unique": "INSERT INTO articles FROM articles LIMIT 1",
    "versions_counted": "UPDATE articles SET version = version + 1",
    "one_document_stands_loaded": "UPDATE documents SET status = 'duplicate' WHERE status = 'loaded'",
    "newest_version_is_held": "UPDATE articles SET text_sha256 = 'older'",
    "articles_seen_in_order": "UPDATE articles SET last_seen_at = first_seen_at - INTERVAL 1 DAY",
    "entities_counted": "UPDATE entities SET mention_count = 99",
    "links_carried": "UPDATE quotes SET speaker_entity_id = NULL",
    "copies_point_at_originals": "UPDATE articles SET duplicate_of = article_id",
    "derived_keys_unique": "INSERT INTO entities FROM entities LIMIT 1",
    "derived_no_orphans": "DELETE FROM entities WHERE name = 'Ada Lund'",
    "entities_seen_in_order": "UPDATE entities SET last_seen_at = first_seen_at - INTERVAL 1 DAY",
    "ledger_adds_up": "UPDATE runs SET loaded = loaded + 1",
    "ledger_keys_unique": "INSERT INTO documents FROM documents LIMIT 1",
    "ledger_no_orphans": "UPDATE documents SET article_id = 'nowhere' WHERE status = 'loaded'",
    "ledger_words": "UPDATE documents SET status = 'ghost'",
    "ledger_times_in_order": "UPDATE documents SET last_seen_at = first_seen_at - INTERVAL 1 DAY",
    "refusals_are_kept": "DELETE FROM quarantine",
}


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with open_sample(tmp_path) as con:
        yield con


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_sample(tmp_path_factory.mktemp("checks")) as con:
        yield con


def test_a_sound_warehouse_breaks_no_promise(shared: Connection) -> None:
    assert find_broken_promises(shared) == {}
    check_books(shared)


@pytest.mark.parametrize("check", list_checks())
def test_each_check_finds_what_it_is_for(shared: Connection, check: str) -> None:
    shared.execute("BEGIN")
    try:
        shared.execute(DAMAGE[check])
        assert check in find_broken_promises(shared)
    finally:
        shared.execute("ROLLBACK")


def test_a_quotation_in_parts_is_read_back_joined_by_one_space(shared: Connection) -> None:
    shared.execute("BEGIN")
    try:
        shared.execute("""
            UPDATE quotes SET text = text[1:2] || ' ' || text[4:], spans = [
                {'start_char': start_char, 'end_char': start_char + 2},
                {'start_char': start_char + 3, 'end_char': end_char}
            ]""")
        assert find_broken_promises(shared) == {}
        shared.execute("UPDATE quotes SET text = text || '.'")
        assert list(find_broken_promises(shared)) == ["spans_give_their_text"]
    finally:
        shared.execute("ROLLBACK")


@pytest.mark.parametrize(
    "before",
    ["e\u0301a\u0308", "🇳🇴🇸🇪", "👩‍👩‍👧‍👦👍🏽", "a\r\n\r\nb", "क्षत्रिय", "กำ", "각", "\u200f\u202eאב", "\x00", "\ufeff"],
)
def test_offsets_count_code_points_whatever_stands_before(shared: Connection, before: str) -> None:
    text = f"{before} “We waited,” said"
    start = text.index("“") + 1
    end = text.index("”")
    found = shared.execute("SELECT ($text)[$start + 1 : $end]", {"text": text, "start": start, "end": end}).fetchone()
    assert found == ("We waited,",)


def test_damage_to_the_books_names_its_check_and_a_row_and_what_to_do(con: Connection) -> None:
    con.execute("UPDATE documents SET status = 'ghost'")
    with pytest.raises(CheckError, match=r"checks/books/ledger_words\.sql: .*'ghost'") as caught:
        check_books(con)
    assert list(caught.value.failures) == ["ledger_words"]
    assert "writer.duckdb" in str(caught.value)

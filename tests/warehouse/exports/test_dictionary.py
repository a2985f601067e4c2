"""The dictionary says what the database says, and docs/dictionary.md is that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.warehouse import open_warehouse
from warehouse.connection import Connection
from warehouse.exports.dictionary import TABLES, read_dictionary, render_dictionary

ROOT = Path(__file__).parents[3]
# Columns of tables that people read, for our own search or bookkeeping alone.
OURS = {
    "articles": {"signature", "bands", "addresses", "parameters"},
    "documents": {"hints_sha256", "text_sha256", "batch", "first_seen_at", "last_seen_at", "etag", "last_modified"}
    | {"told"},
    "quarantine": {"batch"},
}  # fmt: skip


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with open_warehouse(tmp_path) as con:
        yield con


def test_every_table_that_people_read_is_there(con: Connection) -> None:
    assert [table.name for table in read_dictionary(con)] == list(TABLES)


def test_every_column_has_a_meaning_or_is_ours(con: Connection) -> None:
    sql = "SELECT column_name FROM duckdb_columns() WHERE schema_name = 'main' AND table_name = $table"
    for table in read_dictionary(con):
        there = {name for (name,) in con.execute(sql, {"table": table.name}).fetchall()}
        assert {column.name for column in table.columns} == there - OURS.get(table.name, set())
        assert [column.name for column in table.columns if not column.meaning] == []
        assert set(table.key) <= there


def test_the_page_in_docs_is_the_dictionary(con: Connection) -> None:
    page = (ROOT / "docs" / "dictionary.md").read_text(encoding="utf-8")
    assert page == render_dictionary(read_dictionary(con)), "dateline export --dictionary > docs/dictionary.md"

"""The contract's tables against DuckDB's catalog and pandera's models, so that the three cannot drift."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

from flows.sources.archives import pages
from flows.sources.web import listings
from tests.helpers.checks import list_checks
from tests.helpers.warehouse import open_warehouse
from transforms.tables.schemas import TABLES
from warehouse.connection import Connection, list_sql

# What the public contract fixes, column by column.
CONTRACT = {
    "articles": {
        "article_id": "VARCHAR", "source_id": "VARCHAR", "location": "VARCHAR", "url": "VARCHAR", "title": "VARCHAR",
        "authors": "VARCHAR[]", "publisher": "VARCHAR", "published_at": "TIMESTAMP WITH TIME ZONE",
        "published_precision": "VARCHAR", "language": "VARCHAR", "text": "VARCHAR", "word_count": "INTEGER",
        "is_truncated": "BOOLEAN", "duplicate_of": "VARCHAR", "version": "INTEGER",
        "first_seen_at": "TIMESTAMP WITH TIME ZONE", "last_seen_at": "TIMESTAMP WITH TIME ZONE",
    },
    "entities": {
        "entity_id": "VARCHAR", "name": "VARCHAR", "label": "VARCHAR", "country_code": "VARCHAR",
        "aliases": "VARCHAR[]", "mention_count": "INTEGER", "article_count": "INTEGER",
        "first_seen_at": "TIMESTAMP WITH TIME ZONE", "last_seen_at": "TIMESTAMP WITH TIME ZONE",
    },
    "entity_mentions": {
        "mention_id": "VARCHAR", "article_id": "VARCHAR", "entity_id": "VARCHAR", "field": "VARCHAR",
        "text": "VARCHAR", "label": "VARCHAR", "start_char": "INTEGER", "end_char": "INTEGER",
    },
    "quotes": {
        "quote_id": "VARCHAR", "article_id": "VARCHAR", "quote_type": "VARCHAR", "text": "VARCHAR",
        "spans": "STRUCT(start_char INTEGER, end_char INTEGER)[]", "start_char": "INTEGER", "end_char": "INTEGER",
        "speaker_text": "VARCHAR", "speaker_start": "INTEGER", "speaker_end": "INTEGER", "speaker_kind": "VARCHAR",
        "speaker_entity_id": "VARCHAR", "speaker_name": "VARCHAR", "cue_text": "VARCHAR", "cue_start": "INTEGER",
        "cue_end": "INTEGER", "told_to": "VARCHAR", "confidence": "DOUBLE",
    },
    "runs": {
        "run_id": "VARCHAR", "flow_run_id": "VARCHAR", "started_at": "TIMESTAMP WITH TIME ZONE",
        "finished_at": "TIMESTAMP WITH TIME ZONE", "state": "VARCHAR", "discovered": "INTEGER", "loaded": "INTEGER",
        "unchanged": "INTEGER", "duplicate": "INTEGER", "quarantined": "INTEGER", "skipped": "INTEGER",
        "failed": "INTEGER",
    },
    "documents": {
        "document_id": "VARCHAR", "source_id": "VARCHAR", "location": "VARCHAR", "content_sha256": "VARCHAR",
        "fetched_at": "TIMESTAMP WITH TIME ZONE", "status": "VARCHAR", "article_id": "VARCHAR", "run_id": "VARCHAR",
        "reason": "VARCHAR",
    },
    "quarantine": {
        "table_name": "VARCHAR", "check_name": "VARCHAR", "value": "VARCHAR", "row": "JSON", "run_id": "VARCHAR",
        "is_cured": "BOOLEAN",
    },
}  # fmt: skip
# How a column of a staged part lies in DuckDB.
TYPES = {
    pl.String(): {"VARCHAR", "JSON"},
    pl.Boolean(): {"BOOLEAN"},
    pl.Int32(): {"INTEGER"},
    pl.Float64(): {"DOUBLE"},
    pl.Datetime("us", "UTC"): {"TIMESTAMP WITH TIME ZONE"},
    pl.List(pl.String): {"VARCHAR[]"},
    pl.List(pl.UInt32): {"UINTEGER[]"},
    pl.List(pl.UInt64): {"UBIGINT[]"},
    pl.List(pl.Struct({"start_char": pl.Int32, "end_char": pl.Int32})): {
        "STRUCT(start_char INTEGER, end_char INTEGER)[]"
    },
    TABLES["articles"].to_schema().columns["addresses"].dtype.type: {
        'STRUCT(url VARCHAR, "source" VARCHAR, is_found BOOLEAN, article_id VARCHAR)[]'
    },
    TABLES["articles"].to_schema().columns["parameters"].dtype.type: {
        'STRUCT("name" VARCHAR, "value" VARCHAR, rest VARCHAR, is_kept BOOLEAN)[]'
    },
}
PLACES = {"rejects": "quarantine", "outcomes": None}  # outcomes become rows of documents and run_documents


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_warehouse(tmp_path_factory.mktemp("contract")) as con:
        yield con


def read_columns(con: Connection, table: str, schema: str = "main") -> dict[str, tuple[str, bool]]:
    """Column -> its type and whether it may be null, as DuckDB's catalog has it."""
    rows = con.execute(
        "SELECT column_name, data_type, is_nullable FROM duckdb_columns() WHERE table_name = ? AND schema_name = ?",
        [table, schema],
    ).fetchall()
    return {name: (data_type, is_nullable) for name, data_type, is_nullable in rows}


@pytest.mark.parametrize("table", CONTRACT)
def test_a_table_has_the_columns_that_the_contract_fixes(con: Connection, table: str) -> None:
    found = {name: data_type for name, (data_type, _) in read_columns(con, table).items()}
    assert CONTRACT[table].items() <= found.items()


@pytest.mark.parametrize("table", [name for name in TABLES if PLACES.get(name, name)])
def test_what_a_batch_makes_has_its_place_and_type(con: Connection, table: str) -> None:
    columns = read_columns(con, PLACES.get(table) or table)
    for name, column in TABLES[table].to_schema().columns.items():
        data_type, is_nullable = columns[name]
        assert data_type in TYPES[column.dtype.type], f"{table}.{name}"
        assert is_nullable == column.nullable, f"{table}.{name}"


@pytest.mark.parametrize("table", [name for name in TABLES if name not in PLACES])
def test_history_keeps_all_that_a_batch_makes(con: Connection, table: str) -> None:
    columns = read_columns(con, table, "history")
    assert set(TABLES[table].to_schema().columns) <= set(columns)
    assert "text_sha256" in columns


def test_no_key_or_index_binds_a_table(con: Connection) -> None:
    kinds = con.execute("SELECT DISTINCT constraint_type FROM duckdb_constraints()").fetchall()
    assert kinds == [("NOT NULL",)]
    assert con.execute("SELECT * FROM duckdb_indexes()").fetchall() == []
    assert con.execute("SELECT * FROM duckdb_sequences()").fetchall() == []


def test_the_page_on_the_web_names_every_reason_for_which_something_is_left_out() -> None:
    page = (Path(__file__).parents[2] / "docs" / "web.md").read_text(encoding="utf-8")
    assert [name for name in listings.LEFT_OUT | pages.LEFT_OUT if f"`{name}`" not in page] == []


def test_the_pages_name_every_table_view_query_and_check(con: Connection) -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / "warehouse.md").read_text(encoding="utf-8")
    tables = con.execute("SELECT DISTINCT table_name FROM duckdb_tables()").fetchall()
    names = [*(name for (name,) in tables), *list_sql("views"), *list_checks()]
    assert [name for name in names if f"`{name}`" not in page] == []
    cookbook = (docs / "cookbook.md").read_text(encoding="utf-8").splitlines()
    assert [name for name in list_sql("queries") if f"    dateline sql {name}" not in cookbook] == []

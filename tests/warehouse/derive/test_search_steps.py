"""The files of the step `search`, each by the rows that it is given and the rows that it makes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.article_rows import Page
from tests.helpers.derivation import run_until
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.connection import Connection, list_sql
from warehouse.loader import load_part


@pytest.fixture
def con(tmp_path: Path) -> Iterator[Connection]:
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [Page("s/ferry.html", text="“We waited,” said Ada Lund. She waited.")]))
        yield con


def test_01_changes(con: Connection) -> None:
    """What the index does not have is a change, and so is what it has otherwise, or alone."""
    con.execute("""
        INSERT INTO search_documents BY NAME SELECT 7 AS document_no, 'quotation' AS kind, quote_id AS row_id,
            article_id, speaker_name AS speaker, hash(text) AS content_hash, 0 AS names_hash FROM quotes;
        INSERT INTO search_documents BY NAME SELECT 8 AS document_no, 'quotation' AS kind, 'gone' AS row_id,
            'gone' AS article_id, 0 AS content_hash, 0 AS names_hash
    """)
    run_until(con, "search", "01_changes")
    assert con.execute("""
        SELECT kind, document_no, is_present, is_other_content, is_other_names FROM search_changes
        ORDER BY kind, document_no
    """).fetchall() == [
        ("article", None, True, True, True), ("quotation", 7, True, False, True), ("quotation", 8, False, True, True),
    ]  # fmt: skip


def test_02_documents(con: Connection) -> None:
    """Each text that is new is to be indexed, under the number of its document."""
    run_until(con, "search", "02_documents")
    assert con.execute("SELECT document_no, part, content FROM search_texts ORDER BY part").fetchall() == [
        (1, 1, "Ferry late"), (1, 2, "“We waited,” said Ada Lund. She waited."), (1, 3, "Nils Berg"),
        (2, 4, "We waited,"), (2, 5, "Ada Lund"),
    ]  # fmt: skip


def test_03_counts(con: Connection) -> None:
    """A word is counted once for each text that has it, and forgotten with the last of them."""
    run_until(con, "search", "02_documents")
    con.execute("INSERT INTO search_words VALUES (99, 'gone', 'gone', 0, 0)")
    con.execute(list_sql("derive/search")["03_counts"])
    counts = (
        "SELECT article_count, quote_count FROM search_words WHERE word IN ('gone', 'waited', 'ferry') ORDER BY word"
    )
    assert con.execute(counts).fetchall() == [(1, 0), (1, 1)]

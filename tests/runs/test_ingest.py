"""The main job from the index to the database, by the command that a user types."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.conftest import FOUNDING, ROOT, Archive

EXPECTED = json.loads((ROOT / "tests" / "cases" / "seeds" / "expected.json").read_text())["documents"]
EXPECTED = EXPECTED if isinstance(EXPECTED, list) else [{"id": name} | case for name, case in EXPECTED.items()]
LOADED = [case for case in EXPECTED if case["state"] == "loaded"]
ENGLISH = [case for case in LOADED if case["language"] == "en"]


@pytest.fixture(scope="module")
def con(sample: Archive) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(sample.database), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        yield con


def ask(con: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    return con.execute(sql, list(parameters)).fetchall()


def test_every_document_ends_in_the_state_and_reason_that_it_should(con: duckdb.DuckDBPyConnection):
    found = {
        source: (status, reason if status == "quarantined" else None)
        for source, status, reason in ask(con, "SELECT source_id, status, reason FROM documents")
    }
    expected = {case["id"]: (case["state"], case.get("reason")) for case in EXPECTED}
    expected |= {case["id"]: ("loaded", None) for case in EXPECTED if (ROOT / "seeds" / case["location"]) in FOUNDING}
    assert found == expected


@pytest.mark.parametrize("case", LOADED, ids=lambda case: case["id"])
def test_an_article_has_its_title_authors_instant_and_a_clean_body(
    con: duckdb.DuckDBPyConnection, case: dict[str, Any]
):
    ((title, authors, publisher, published, precision, language, truncated, text),) = ask(
        con,
        """SELECT a.title, a.authors, a.publisher, strftime(a.published_at, '%Y-%m-%dT%H:%M:%SZ'),
               a.published_precision, a.language, a.is_truncated, v.text
           FROM documents AS d JOIN articles AS a USING (article_id)
           JOIN (SELECT document_id, text FROM articles UNION ALL SELECT document_id, text FROM history.articles) AS v
               ON v.document_id = d.document_id
           WHERE d.source_id = ?""",
        case["id"],
    )
    assert (title, authors, publisher) == (case["title"], case["authors"], case["publisher"])
    assert (published, precision) == (case["published_at"], case["published_precision"])
    assert (language, truncated) == (case["language"], case["is_truncated"])
    paragraphs = text.split("\n\n")
    assert (paragraphs[0], paragraphs[-1]) == (case["first_paragraph"], case["last_paragraph"])
    assert [debris for debris in case["absent"] if debris in text] == []


def test_the_second_version_of_a_page_is_the_article_and_the_first_is_history(con: duckdb.DuckDBPyConnection):
    (row,) = ask(con, "SELECT source_id, version FROM articles WHERE source_id LIKE 'courier-inquiry%'")
    assert row == ("courier-inquiry-corrected", 2)
    replaced = ask(con, "SELECT source_id FROM history.articles WHERE text NOT IN (SELECT text FROM articles)")
    assert replaced == [("courier-inquiry",)]


def test_copies_are_told_from_reports_of_ones_own(con: duckdb.DuckDBPyConnection):
    rows = ask(
        con,
        "SELECT a.source_id, o.source_id FROM articles AS a JOIN articles AS o ON a.duplicate_of = o.article_id",
    )
    assert dict(rows) == {case["id"]: case["duplicate_of"] for case in EXPECTED if case.get("duplicate_of")}


def test_every_span_gives_its_words_back_in_sql(con: duckdb.DuckDBPyConnection):
    assert ask(con, "SELECT count(*) > 500 FROM entity_mentions") == [(True,)]
    assert ask(
        con,
        """SELECT m.text FROM entity_mentions AS m JOIN articles AS a USING (article_id)
           WHERE CASE m.field WHEN 'title' THEN a.title ELSE a.text END[m.start_char + 1 : m.end_char] <> m.text""",
    ) == []  # fmt: skip
    assert ask(
        con,
        """SELECT q.text FROM quotes AS q JOIN articles AS a USING (article_id)
           WHERE q.text <> array_to_string(
               list_transform(q.spans, lambda s: a.text[s.start_char + 1 : s.end_char]), ' '
           )""",
    ) == []  # fmt: skip


def test_the_ledger_adds_up_and_the_log_says_what_happened(con: duckdb.DuckDBPyConnection, sample: Archive):
    assert ask(
        con,
        """SELECT discovered = loaded + unchanged + duplicate + quarantined + skipped + failed, failed, state
           FROM runs""",
    ) == [(True, 0, "completed")]  # fmt: skip
    assert ask(con, "SELECT count(*) FROM documents") == ask(con, "SELECT discovered FROM runs")


def test_a_second_run_finds_everything_unchanged_and_transforms_nothing(sample: Archive, tmp_path: Path):
    shutil.copytree(sample.index.parents[1], tmp_path / "copy")
    environment = sample.environment | {"DATELINE_DATA_DIR": str(tmp_path / "copy" / "data")}
    archive = Archive(tmp_path / "copy" / "seeds" / "INDEX.md", tmp_path / "copy" / "data" / "news.duckdb", environment)
    before = archive.database.stat().st_ino
    done = archive.ingest()
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == str(archive.database)
    assert "loaded" not in done.stdout.replace("transform and load", "")
    assert archive.database.stat().st_ino != before  # published anew: the run stands in the ledger
    with duckdb.connect(str(archive.database), read_only=True) as con:
        ((discovered, unchanged, skipped),) = ask(
            con, "SELECT discovered, unchanged, skipped FROM runs ORDER BY started_at DESC LIMIT 1"
        )
        assert discovered == unchanged + skipped
        assert skipped == 2 - len(FOUNDING)


def test_what_changes_is_read_again_and_a_corrected_digest_cures_a_refusal(archive: Archive):
    story = (ROOT / "seeds" / "documents" / "ledger-skarrow-mine.txt").read_text()
    header = "| id | location | publisher | sha256 |\n|---|---|---|---|\n"
    for name in "abc":
        archive.index.with_name(f"{name}.txt").write_text(story.replace("Skarrow", f"Skarrow{name}"))
    digest = hashlib.sha256(archive.index.with_name("b.txt").read_bytes()).hexdigest()
    archive.index.write_text(f"{header}| a | a.txt | First | |\n| b | b.txt | | {'0' * 64} |\n| c | c.txt | | |\n")
    assert archive.ingest().returncode == 0
    archive.index.write_text(f"{header}| a | a.txt | Second | |\n| b | b.txt | | {digest} |\n| c | c.txt | | |\n")
    archive.index.with_name("c.txt").write_text(story.replace("Skarrow", "Skarrowd"))
    assert archive.ingest().returncode == 0
    with duckdb.connect(str(archive.database), read_only=True) as con:
        assert ask(con, "SELECT source_id, publisher, version FROM articles ORDER BY ALL") == [
            ("a", "Second", 1),
            ("b", None, 1),
            ("c", None, 2),
        ]
        assert ask(con, "SELECT check_name, is_cured FROM quarantine") == [("sha256_mismatch", True)]
        assert ask(con, "SELECT loaded, quarantined, unchanged FROM runs ORDER BY started_at") == [(2, 1, 0), (3, 0, 0)]

"""Migrations: numbered, whole or not at all, and never a surprise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.helpers.warehouse import open_warehouse
from warehouse import migrate
from warehouse.connection import Connection, list_sql, open_snapshot, open_writer
from warehouse.errors import DatabaseLockedError, DatabaseUnusableError, MigrationError


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Connection]:
    with open_writer(tmp_path / "deep" / "down" / "writer.duckdb") as con:
        yield con


def list_tables(con: Connection) -> list[str]:
    return [name for (name,) in con.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]


def test_looking_changes_nothing(empty: Connection) -> None:
    assert migrate.applied(empty) == []
    assert migrate.pending(empty) == list(list_sql("migrations"))
    assert list_tables(empty) == []


def test_migrating_applies_what_is_pending_once(empty: Connection) -> None:
    assert migrate.migrate(empty) == list(list_sql("migrations"))
    assert migrate.pending(empty) == []
    assert migrate.applied(empty) == list(list_sql("migrations"))
    assert migrate.migrate(empty) == []


def test_migrations_are_numbered_without_gaps() -> None:
    assert [name[:5] for name in list_sql("migrations")] == [
        f"{number:04}_" for number in range(1, len(list_sql("migrations")) + 1)
    ]


def test_every_sql_file_opens_with_grain_key_and_reason() -> None:
    opening = re.compile(
        r"(-- question: .+\n-- group: .+\n-- picture: .+\n)?-- grain: (.+\n-- )+?key: (.+\n-- )+?reason: "
    )
    files = list((Path(migrate.__file__).parent / "sql").rglob("*.sql"))
    assert len(files) > 100
    assert [file for file in files if not opening.match(file.read_text(encoding="utf-8"))] == []


def test_a_failed_migration_leaves_the_database_as_it_was(empty: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"0001_good": "CREATE TABLE good (a INTEGER)", "0002_bad": "CREATE TABLE half (a INTEGER); SELECT nonsense"}
    monkeypatch.setattr(migrate, "list_sql", lambda folder: files if folder == "migrations" else {})
    with pytest.raises(MigrationError, match=r"migration 0002_bad: .*nonsense"):
        migrate.migrate(empty)
    assert list_tables(empty) == ["good", "migrations"]
    assert migrate.applied(empty) == ["0001_good"]
    files["0002_bad"] = "CREATE TABLE half (a INTEGER)"
    assert migrate.migrate(empty) == ["0002_bad"]


def test_a_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        con.execute("INSERT INTO migrations VALUES ('9999_future', now())")
        with pytest.raises(MigrationError, match="9999_future: this database was made by a newer version"):
            migrate.migrate(con)


def test_a_view_that_cannot_be_made_is_left_out_and_named(empty: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"first": "SELECT 1 AS one", "lost": "SELECT * FROM nowhere", "then": "SELECT one FROM first"}
    monkeypatch.setattr(migrate, "list_sql", lambda folder: files if folder == "views" else {})
    empty.execute("CREATE VIEW lost AS SELECT 0 AS of_an_older_version")
    [problem] = migrate.replace_views(empty)
    assert problem.startswith("the view lost is missing, because views/lost.sql fails: ")
    assert empty.execute('SELECT one FROM "then"').fetchall() == [(1,)]
    found = empty.execute("SELECT view_name FROM duckdb_views() WHERE NOT internal ORDER BY ALL").fetchall()
    assert found == [("first",), ("then",)]


def test_times_are_utc_whatever_the_machine_says(empty: Connection) -> None:
    assert empty.execute("SELECT current_setting('TimeZone')").fetchone() == ("UTC",)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("shopping list\n" * 1000)
    with pytest.raises(DatabaseUnusableError, match=r"notes\.txt: this file is not a DuckDB database"):
        open_writer(path)


@pytest.mark.parametrize("folder", ["a b", "a%2Fb", "a%b", "a#b", "a&b", "a'b", 'a"b', "ü", "a\nb", "a;b", "$HOME"])
def test_a_database_may_lie_in_a_folder_of_any_name(tmp_path: Path, folder: str) -> None:
    path = tmp_path / folder / "news.duckdb"
    with open_writer(path) as con:
        con.execute("CREATE TABLE kept AS SELECT 1 AS one")
    with open_snapshot(path) as con:
        assert con.execute("FROM kept").fetchall() == [(1,)]


def test_a_question_mark_in_a_path_is_refused_by_name_since_duckdb_cuts_there(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match="question mark"):
        open_writer(tmp_path / "a?b" / "news.duckdb")


def test_an_absent_snapshot_says_what_makes_one(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusableError, match="there is no database here yet"):
        open_snapshot(tmp_path / "news.duckdb")


def test_a_database_open_elsewhere_names_its_process(tmp_path: Path) -> None:
    import subprocess
    import sys

    path = tmp_path / "writer.duckdb"
    code = f"import duckdb; con = duckdb.connect({str(path)!r}); print('open', flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(DatabaseLockedError, match=rf"PID {other.pid}"):
            open_writer(path)
        other.communicate(b"\n")

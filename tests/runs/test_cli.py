"""The command line as a user types it: each command documented, each error without a traceback."""

from __future__ import annotations

import fcntl
import json
import os
import subprocess
from pathlib import Path

import duckdb
import pytest
import typer.main

from flows.cli.app import app
from flows.settings import Settings
from tests.conftest import BACKSTOP, DATELINE, ROOT, Archive, make_environment
from transforms.reasons import reasons_of

COMMANDS = {
    ("ingest",), ("status",), ("sql",), ("quarantine", "list"), ("quarantine", "show"), ("index", "check"),
    ("settings",), ("ui",), ("reprocess",), ("restore",), ("explain",), ("export",), ("search",), ("app",),
    ("verify",), ("diff",),
    ("entities", "audit"), ("archive", "verify"),
    ("sources", "add"),
    ("sources", "list"), ("sources", "check"), ("sources", "import"), ("sources", "export"),
}  # fmt: skip


def run(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*DATELINE, *arguments],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=BACKSTOP,
        check=False,
    )


def list_commands() -> dict[tuple[str, ...], typer.core.TyperCommand]:
    """Every command that there is, by its words."""
    found = {}
    for name, command in typer.main.get_command(app).commands.items():
        if hasattr(command, "commands"):
            found |= {(name, inner): sub for inner, sub in command.commands.items()}
        else:
            found[(name,)] = command
    return found


def test_every_command_teaches_by_example():
    commands = list_commands()
    assert set(commands) == COMMANDS
    for words, command in commands.items():
        assert f"dateline {' '.join(words)}" in (command.help or ""), words


def test_every_command_and_setting_stands_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    assert "%%" not in readme
    for words in list_commands():
        assert f"dateline {' '.join(words)}" in readme, words
    for name in Settings.model_fields:
        assert f"DATELINE_{name.upper()}" in readme, name


def test_every_reason_of_a_run_is_explained_in_the_documentation():
    page = (ROOT / "docs" / "warehouse.md").read_text()
    assert [code for code, meaning in reasons_of("run").items() if f"| `{code}` | {meaning} |" not in page] == []


def test_version_and_settings_are_told(tmp_path: Path):
    assert run("--version").stdout.startswith("dateline 0.")
    environment = make_environment(tmp_path) | {"DATELINE_WORKERS": "3"}
    shown = json.loads(run("settings", "--json", environment=environment).stdout)
    assert shown["DATELINE_WORKERS"] == "3"
    assert shown["DATELINE_DATA_DIR"] == str(tmp_path / "data")


@pytest.mark.parametrize(
    ("arguments", "variables", "said"),
    [
        (["ingest", "nowhere.md"], {}, "nowhere.md:1: file: No such file or directory"),
        (["ingest"], {"DATELINE_WORKERS": "many"}, "DATELINE_WORKERS: 'many'"),
        (["ingest"], {"DATELINE_SPACY_MODEL": "no_such_model"}, "no package 'no_such_model' is installed"),
        (["ingest"], {"DATELINE_RUNNER": "hamster"}, "DATELINE_RUNNER: 'hamster'"),
        (["ingest"], {"DATELINE_SPACY_MODEL": "no_such.model"}, "no package 'no_such.model' is installed"),
        (["ingest"], {"DATELINE_SPACY_MODEL": "en="}, "no package '' is installed"),
        (["status"], {}, "there is no database here yet"),
        (["sql", "SELECT 1", "-f", "xml"], {}, "--format xml: use table, record, csv, json or parquet"),
        (["sql", "SELECT 1", "-f", "parquet"], {}, "there is no database here yet"),
        (["sql", "no_such_question"], {}, "no view or cookbook query is named 'no_such_question'"),
    ],
)
def test_an_error_says_what_and_where_without_a_traceback(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], said: str
):
    done = run(*arguments, environment=make_environment(tmp_path) | variables)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_index_check_lists_every_error_and_ingests_nothing(tmp_path: Path):
    index = tmp_path / "INDEX.md"
    index.write_text("| id | location |\n|---|---|\n| A | a.txt |\n| b | |\n")
    for command in (["index", "check"], ["ingest"]):
        done = run(*command, str(index), environment=make_environment(tmp_path))
        assert done.returncode == 2
        assert "INDEX.md:3: id: 'A'" in done.stderr
        assert "INDEX.md:4: location: is empty" in done.stderr
    assert not (tmp_path / "data").exists()
    index.write_text("| id | location | optional |\n|---|---|---|\n| a | a.txt | yes |\n")
    done = run("index", "check", str(index))
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        ["skipped: a: a.txt does not exist (line 3 of the index)", f"{index}: 1 source, 0 files, no errors"],
    )


def test_sql_answers_in_every_form(sample: Archive, tmp_path: Path):
    db = ["--db", str(sample.database)]
    table = run("sql", "SELECT 'a' AS x, 1 AS y", *db)
    assert table.stdout.split() == ["x", "┃", "y", "━━╇━━", "a", "│", "1", "1", "row"]
    assert run("sql", "SELECT 'a,b' AS x, NULL AS y", "-f", "csv", *db).stdout == 'x,y\n"a,b",\n'
    assert json.loads(run("sql", "SELECT [1, 2] AS x", "-f", "json", *db).stdout) == [{"x": [1, 2]}]
    target = tmp_path / "quotes.parquet"
    assert run("sql", "who_said_what", "-o", str(target), *db).returncode == 0
    count = run("sql", f"SELECT count(*) AS n FROM '{target}'", "-f", "json", "--unsafe", *db)
    total = run("sql", "SELECT count(*) AS n FROM quotes", "-f", "json", *db)
    assert json.loads(count.stdout) == json.loads(total.stdout)
    said = run("sql", "said_by", "-p", "speaker=Maren Solvik", "-f", "json", *db)
    assert len(json.loads(said.stdout)) > 3
    wrong = run("sql", "SELECT nothing FROM quotes", *db)
    assert (wrong.returncode, "nothing" in wrong.stderr) == (2, True)
    assert "who_said_what" in run("sql", "cookbook", *db).stdout


def test_explain_marks_source_cue_and_content_and_says_why(sample: Archive):
    db = ["--db", str(sample.database)]
    query = "SELECT quote_id FROM quotes WHERE speaker_rule = 'pronoun' AND len(spans) = 2 ORDER BY quote_id LIMIT 1"
    (row,) = json.loads(run("sql", query, "-f", "json", *db).stdout)
    said = run("explain", row["quote_id"][:12], *db).stdout
    assert said.count("[content: ") == 2
    assert "[source: " in said
    assert "[cue: " in said
    assert "resolved by  pronoun: he, she" in said
    assert run("explain", "zzzz", *db).returncode == 2
    assert run("explain", "", *db).returncode == 2


def test_status_and_quarantine_show_the_ledger(sample: Archive):
    db = ["--db", str(sample.database)]
    assert "section_front" in run("status", *db).stdout
    listed = run("quarantine", "list", "--reason", "section_front", *db).stdout
    reject_id = next(line.split()[0] for line in listed.splitlines() if "section_front" in line)
    shown = json.loads(run("quarantine", "show", reject_id, *db).stdout)
    assert shown["check_name"] == "section_front"
    assert shown["row"]["first_bytes"].lower().startswith("<!doctype html>")
    assert run("quarantine", "show", "zzzz", *db).returncode == 2


def test_a_second_writer_waits_a_bounded_time_and_says_why_not(archive: Archive):
    archive.index.write_text("| id | location |\n|---|---|\n| a | a.txt |\n")
    archive.database.parent.mkdir()
    lock = archive.database.with_name("news.writer.duckdb.lock")
    with lock.open("w") as holder:
        fcntl.flock(holder, fcntl.LOCK_EX)
        holder.write(f"{os.getpid()}\n")
        holder.flush()
        archive.environment["DATELINE_LOCK_TIMEOUT"] = "1"
        done = archive.ingest()
    assert (done.returncode, "Traceback" in done.stderr) == (1, False)
    assert f"process {os.getpid()} is writing to this database; waited 1 s" in done.stderr


def test_a_database_of_somebody_else_is_neither_read_nor_replaced(archive: Archive):
    archive.index.write_text("| id | location | optional |\n|---|---|---|\n| a | a.txt | yes |\n")
    archive.database.parent.mkdir()
    with duckdb.connect(str(archive.database)) as con:
        con.execute("CREATE TABLE mine AS SELECT 1 AS x")
    done = archive.ingest()
    assert (done.returncode, "was not made by dateline" in done.stderr) == (2, True)
    done = run("status", "--db", str(archive.database))
    assert (done.returncode, "was not made by dateline" in done.stderr) == (2, True)
    with duckdb.connect(str(archive.database), read_only=True) as con:
        assert con.execute("FROM mine").fetchall() == [(1,)]


def test_a_snapshot_alone_goes_on_as_the_writer_did(archive: Archive):
    archive.index.write_text("| id | location | optional |\n|---|---|---|\n| a | a.txt | yes |\n")
    assert archive.ingest().returncode == 0
    archive.database.with_name("news.writer.duckdb").unlink()
    assert archive.ingest().returncode == 0
    with duckdb.connect(str(archive.database), read_only=True) as con:
        assert con.execute("SELECT count(*) FROM runs").fetchall() == [(2,)]


def test_a_failed_document_is_named_and_the_exit_status_says_that_a_retry_may_help(archive: Archive):
    rows = "| a | absent.txt | |\n| b | empty.txt | |\n| c | gone.txt | yes |\n"
    archive.index.write_text(f"| id | location | optional |\n|---|---|---|\n{rows}")
    archive.index.with_name("empty.txt").write_bytes(b"")
    done = archive.ingest()
    assert (done.returncode, done.stderr) == (1, "")
    assert "failed: a: absent.txt does not exist (line 3 of the index)" in done.stdout
    assert "quarantined: 1 empty" in done.stdout
    assert done.stdout.splitlines()[-1] == str(archive.database)


def test_a_package_that_is_no_model_is_told_once_and_costs_no_document(archive: Archive):
    archive.index.write_text("| id | location |\n|---|---|\n| a | a.txt |\n")
    archive.index.with_name("a.txt").write_text("A warm day\n\nIt was warm on Monday, the harbour office said.\n")
    archive.environment["DATELINE_SPACY_MODEL"] = "json"
    done = archive.ingest()
    assert (done.returncode, "worker processes do not start" in done.stderr) == (1, True)
    assert not archive.database.exists()

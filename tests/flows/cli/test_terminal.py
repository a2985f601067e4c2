"""Nothing that a stranger wrote commands the terminal: not in any command's output, table, JSON or error."""

from __future__ import annotations

import io
import json
import os
import re
import sys
from html import escape
from pathlib import Path

import duckdb
import pytest
from rich.table import Table
from rich.text import Text

from flows.cli.app import main
from flows.cli.ending import print_traceback
from flows.cli.query import Look, answer_query
from flows.printable import SafeConsole, printable
from flows.report import RunReport, print_report
from tests.helpers.hostile_server import HostileServer
from tests.helpers.sample_archive import open_sample
from tests.helpers.web import write_page, write_rss
from warehouse.connection import Connection, open_snapshot
from warehouse.ledger import describe_run

# Window title, link, clearing, colour, charset, device control, 8-bit CSI and OSC, overrides, backspaces, line ends.
HOSTILE = (
    "\x1b]0;owned\x07\x1b]8;;evil.example\x1b\\\x1b[2J\x1b[31m\x1b(0\x1bP+q\x1b\\\x9b31m\x9d0;owned\x9c\x90q\x9c"
    "\u202eevil\u202c\u2066evil\u2069\x08\x08\x7f\r\x85end"
)
IN_XML = "".join(re.findall(r"[\u0080-\U0010ffff]|[ -~]", HOSTILE.replace("\x85", "")))  # what XML allows of it
COMMANDING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
FIXED = (
    "state",
    "status",
    "quote_type",
    "speaker_kind",
    "speaker_rule",
    "rule",
    "label",
    "kind",
    "field",
    "change",
    "name",
    "word",
    "stem",
)


def spoil(con: Connection) -> None:
    """Let every text in the database that is not an id or of a closed list end in escape sequences."""
    columns = con.execute("""
        SELECT table_name, column_name FROM duckdb_columns()
        WHERE schema_name = 'main' AND NOT internal AND data_type = 'VARCHAR'
            AND NOT regexp_matches(column_name, '_id$|_key$|sha256')
            AND table_name IN (SELECT table_name FROM duckdb_tables()) AND table_name <> 'migrations'
    """).fetchall()
    for table, column in columns:
        if column not in FIXED or (table, column) == ("entities", "name"):
            con.execute(f'UPDATE "{table}" SET "{column}" = "{column}" || ?', [HOSTILE])


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("terminal")
    with open_sample(folder) as con:
        for form in ("Ada Lund", "A. Lund"):
            con.execute(
                "INSERT INTO entity_aliases BY NAME SELECT entity_id, ? AS alias, 1 AS mention_count,"
                " 'initials' AS evidence FROM entities WHERE name = 'Ada Lund'", [form]
            )  # fmt: skip
        spoil(con)
    (folder / "raw").mkdir()
    (folder / "raw" / f"{HOSTILE.replace('/', '')}.warc.gz").write_bytes(b"spoilt")
    return (folder / "writer.duckdb").rename(folder / "news.duckdb")


@pytest.fixture
def desk(database: Path, tmp_path: Path, server: HostileServer, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an index, its files and its raw archive, whose names and contents are hostile too."""
    for name in [name for name in os.environ if name.startswith("DATELINE_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DATELINE_DATA_DIR", str(database.parent))
    monkeypatch.setenv("DATELINE_ALLOW_PRIVATE_HOSTS", ",".join(server.places()))
    monkeypatch.setenv("DATELINE_HOST_INTERVAL", "0")
    monkeypatch.chdir(tmp_path)
    page = write_page(1, server.url("/1")).replace("<title>", f"<title>{HOSTILE}").replace("<h1>", f"<h1>{HOSTILE}")
    server.add("/1", page)
    server.add("/2", "<html><head><title>404</title></head>")
    feed = write_rss([server.url("/1"), server.url("/2")]).replace("Gazette", f"Gazette {IN_XML}")
    server.add("/rss", feed.replace("Case", f"Case {IN_XML}").replace("</rss>", f"</x{IN_XML}>"))
    server.add("/", f'<title>x</title><link rel="alternate" type="application/rss+xml" href="/rss?{escape(HOSTILE)}">')
    (tmp_path / f"{HOSTILE}.html").symlink_to("nowhere")
    (tmp_path / "INDEX.md").write_text(
        f"| id | location | kind |\n|---|---|---|\n| courier | *.html | file |\n| web | {server.url('/rss')} | feed |\n"
    )
    (tmp_path / "BAD.md").write_bytes(
        f"| id | location | kind |\n|---|---|---|\n| {HOSTILE[:-4]} | x | {HOSTILE[:-4]} |\n".encode()
    )
    (tmp_path / "feeds.opml").write_text(f"<rss>{HOSTILE}</rss>")
    (tmp_path / "bad").mkdir()
    (tmp_path / "bad" / "INDEX.md").write_text("| id | location |\n|---|---|\n| a | *.html |\n")
    (tmp_path / "bad" / "aliases.csv").write_text(f"action,name,value\n{HOSTILE[:40]},x,y\n")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Run a command as `dateline` does; gives its exit status and all that it printed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["dateline", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
    printed = capsys.readouterr()
    return int(ended.value.code or 0), printed.out + printed.err


def pick(database: Path, sql: str) -> str:
    with duckdb.connect(str(database), read_only=True) as con:
        return str((con.execute(sql).fetchone() or ("",))[0])


COMMANDS: list[tuple[tuple[str, ...], str]] = [
    (("status",), "section_front"),
    (("quarantine", "list"), "section_front"),
    (("quarantine", "list", "--reason", HOSTILE), "Nothing is in quarantine"),
    (("quarantine", "show", "REJECT"), "document_status"),
    (("quarantine", "show", HOSTILE), "no such id"),
    (("explain", "QUOTE"), "The ferry will not sail"),
    (("explain", HOSTILE), "no such quotation"),
    (("export", f"{HOSTILE}/out", "--format", HOSTILE), "no such form"),
    (("export", HOSTILE, "--format", "csl"), "csl"),
    (("search", "ferry"), "will not sail"),
    (("search", "--quotes", "ferry"), "will not sail"),
    (("search", "ferry", "--format", "json"), "will not sail"),
    (("search", HOSTILE), "nothing found"),
    (("verify", "the ferry will not sail before Monday"), "[-friday"),
    (("verify", "the ferry will not sail", "--format", "json"), "Ada Lund"),
    (("verify", HOSTILE), "not found"),
    (("diff", "ARTICLE"), "quotations:"),
    (("diff", HOSTILE), "no such article"),
    (("verify", "--file", f"{HOSTILE}.csv"), "No such file"),
    (("search", "x", "--since", HOSTILE), "write a day"),
    (("entities", "audit"), "A. Lund"),
    (("entities", "audit", "--json"), "A. Lund"),
    (("sql", "FROM articles"), "Ferry late"),
    (("sql", "FROM articles", "--format", "record"), "Ferry late"),
    (("sql", f'SELECT 1 AS "{HOSTILE}"'), "1"),
    (("sql", f"SELECT '{HOSTILE}' FROM nothing"), "nothing"),
    (("sql", f"{HOSTILE}.sql"), "No such file"),
    (("sql", "cookbook", "--db", f"{HOSTILE}.duckdb"), "name"),
    (("status", "--db", f"{HOSTILE}.duckdb"), "there is no database here yet"),
    (("settings",), "desk"),
    (("settings", "--json"), "desk"),
    (("index", "check", "INDEX.md"), "leads nowhere"),
    (("index", "check", "BAD.md"), "BAD.md:3"),
    (("index", "check", "bad/INDEX.md"), "aliases.csv:2"),
    (("index", "check", f"{HOSTILE}.md"), "md"),
    (("ingest", "BAD.md"), "BAD.md:3"),
    (("sources", "list", "--index", "INDEX.md"), "damaged: courier"),
    (("sources", "check", "--index", "INDEX.md", "--pages", "2"), "damaged: "),
    (("sources", "add", "SITE", "--index", "INDEX.md", "--dry-run"), "is a page that names 1 feed"),
    (("sources", "add", "SITE/2", "--index", f"new{HOSTILE}.md"), "would not load"),
    (("sources", "add", f"http://{HOSTILE}/", "--index", "INDEX.md"), ""),
    (("sources", "import", "feeds.opml", "--index", "INDEX.md"), "feeds.opml"),
    (("sources", "export", f"{HOSTILE}.opml", "--index", "INDEX.md"), "1 feed"),
    (("archive", "verify"), "problem"),
]


@pytest.mark.parametrize(
    ("arguments", "expected"), COMMANDS, ids=[" ".join(printable(word) for word in c[0])[:50] for c in COMMANDS]
)
def test_no_command_lets_a_stranger_command_the_terminal(
    desk: Path, database: Path, server: HostileServer, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], expected: str,
) -> None:  # fmt: skip
    if arguments[0] == "settings":
        monkeypatch.setenv("DATELINE_USER_AGENT", f"desk {HOSTILE}")
    ids = {
        "REJECT": pick(database, "SELECT reject_id FROM quarantine"),
        "QUOTE": pick(database, "SELECT quote_id FROM quotes WHERE text LIKE 'The ferry%'"),
        "ARTICLE": pick(database, "SELECT article_id FROM history.articles"),
        "SITE": server.url("/"),
        "SITE/2": server.url("/2"),
    }
    _, printed = run(capsys, *(ids.get(word, word) for word in arguments))
    assert expected in printed
    assert COMMANDING.findall(printed) == []


def test_json_means_the_same_as_before(desk: Path, database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reject_id = pick(database, "SELECT reject_id FROM quarantine")
    _, printed = run(capsys, "quarantine", "show", reject_id)
    assert json.loads(printed)["value"] == pick(database, "SELECT value FROM quarantine")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", ["csv", "json", "table", "record"])
def test_a_terminal_gets_no_commands_and_a_program_what_there_is(
    database: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("PAGER", "")
    printed = []
    for target in (Terminal(), io.StringIO()):
        monkeypatch.setattr(sys, "stdout", target)
        answer_query(database, "SELECT title, [title] AS titles FROM articles", Look(form=form, is_wide=True))
        printed.append(target.getvalue())
    assert COMMANDING.findall(re.sub(r"\x1b\[[0-9;]*m", "", printed[0])) == []
    if form == "csv":
        assert HOSTILE in printed[1]
    if form == "json":
        assert json.loads(printed[0]) == json.loads(printed[1])
        assert json.loads(printed[1])[0]["title"].endswith(HOSTILE)


def test_a_run_reports_without_letting_strangers_command_the_terminal(
    database: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with open_snapshot(database) as con:
        told = describe_run(con, "run2")
    lines = {
        "quarantine": [{"documents": 1, "reason": HOSTILE}],
        "failed": [{"source_id": HOSTILE, "location": HOSTILE, "detail": f"x{HOSTILE}"}],
        "flagged_sources": [{"source_id": HOSTILE, "flags": HOSTILE}],
        "left_out": [{"source_id": HOSTILE, "left_out": HOSTILE, "damaged": HOSTILE, "damaged_count": 2}],
    }
    report = RunReport(f"run{HOSTILE}", Path(f"{HOSTILE}.duckdb"), findings=[HOSTILE], **(told | lines))
    print_report(report, SafeConsole(width=100))
    printed = capsys.readouterr().out
    assert COMMANDING.findall(printed) == []
    assert [line for line in printed.splitlines() if line.startswith("end")] == []  # one line each, whatever is in it
    assert printed.count("needs a look: ") == 2


def test_the_traceback_of_a_defect_commands_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    print_traceback(ValueError, ValueError(f"cannot cast {HOSTILE}"), None)
    printed = capsys.readouterr().err
    assert printed.startswith("ValueError: cannot cast ")
    assert COMMANDING.findall(printed) == []


@pytest.mark.parametrize(
    "unseen", ["\x1b", "\x1b[", "\x1b]0;open", "\x9b", "a\x1b\x1b[2Jb", "\u202d\u2067x", "\ud83d", "\x1bc", "\x1b%G"]
)
def test_what_is_cut_off_or_broken_commands_nothing_either(unseen: str, capsys: pytest.CaptureFixture[str]) -> None:
    SafeConsole().print(unseen, Text(unseen), Table(unseen), markup=False)
    assert COMMANDING.findall(capsys.readouterr().out + printable(unseen) + printable(unseen, keep_lines=True)) == []

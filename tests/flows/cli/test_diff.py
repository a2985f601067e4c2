"""`dateline diff`: versions of an article side by side, word by word."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from flows.cli import diff
from flows.cli.app import app
from flows.errors import FlowError
from flows.printable import SafeConsole
from tests.helpers.article_rows import Page
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.loader import load_part

FIRST = "“We waited for hours on the pier,” said Ada Lund.\n\nThe ferry is late.\n\nIt rained.\n\nNobody came."
TEXTS = [
    FIRST,
    FIRST.replace("for hours", "for two hours").replace("It rained.", "It rained all day."),
    FIRST.replace("for hours", "for two hours").replace("It rained.", "") + "\n\nA correction was made 東京.",
]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff")
    with open_warehouse(folder) as con:
        for number, text in enumerate(TEXTS):
            page = Page("courier/ferry.html", "ferry", text, modified=number, title=f"Ferry late {number}")
            load_part(con, write_part(folder, [page], run=f"run{number}", hours=number))
        load_part(con, write_part(folder, [Page("courier/mine.html", "mine")], run="other", hours=9))
    return folder / "writer.duckdb"


FERRY = Page("courier/ferry.html", "ferry").article_id
MINE = Page("courier/mine.html", "mine").article_id


def run(database: Path, *arguments: str) -> str:
    done = CliRunner().invoke(app, ["diff", "--db", str(database), *arguments])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.output


@pytest.mark.parametrize(
    "article", [FERRY, FERRY[:10], "https://ferry.example/", "HTTPS://ferry.example/?utm_source=x"]
)
def test_an_article_is_named_by_its_id_or_address(database: Path, article: str) -> None:
    assert "Ferry late" in run(database, article)


def test_each_version_is_compared_with_the_one_before(database: Path) -> None:
    lines = run(database, FERRY).splitlines()
    assert [line for line in lines if line.startswith("version ")] == [
        "version 1 · 2031-05-04 06:00 -> version 2 · 2031-05-04 07:00",
        "version 2 · 2031-05-04 07:00 -> version 3 · 2031-05-04 08:00",
    ]
    assert "Ferry late [-0-]{+1+}" in lines
    assert "“We waited for{+ two+} hours on the pier,” said Ada Lund." in lines
    assert "... 1 paragraph unchanged ..." in lines
    assert "It rained{+ all day+}." in lines
    assert "  reworded: “We waited for{+ two+} hours on the pier,” — Ada Lund" in lines
    assert "[-It rained all day.-]" in lines
    assert "{+A correction was made 東京.+}" in lines
    assert lines.count("quotations: none changed") == 1


@pytest.mark.parametrize(
    ("options", "days"),
    [
        (["--from", "1", "--to", "3"], "version 1 · 2031-05-04 06:00 -> version 3 · 2031-05-04 08:00"),
        (["--from", "1"], "version 1 · 2031-05-04 06:00 -> version 3 · 2031-05-04 08:00"),
        (["--to", "2"], "version 1 · 2031-05-04 06:00 -> version 2 · 2031-05-04 07:00"),
        (["--from", "3", "--to", "1"], "version 1 · 2031-05-04 06:00 -> version 3 · 2031-05-04 08:00"),
    ],
)
def test_two_versions_can_be_chosen(database: Path, options: list[str], days: str) -> None:
    assert [line for line in run(database, FERRY, *options).splitlines() if line.startswith("version ")] == [days]


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([MINE], "one version only"),
        (["nowhere"], "no such article"),
        (["https://nowhere.example/"], "no such article"),
        (["http://["], "no such article"),
        ([" "], "no such article"),
        ([""], "no such article"),
        ([FERRY, "--from", "4"], "there are versions 1 to 3"),
        ([FERRY, "--to", "1"], "there are versions 1 to 3"),
        ([FERRY, "--from", "2", "--to", "2"], "name two versions"),
    ],
)
def test_what_cannot_be_compared_is_told(database: Path, arguments: list[str], problem: str) -> None:
    with pytest.raises(FlowError, match=problem):
        run(database, *arguments)


def test_ids_that_begin_alike_are_told() -> None:
    with pytest.raises(FlowError, match="2 articles begin with it; give more digits"):
        diff.choose_article("a", [{"article_id": "ab"}, {"article_id": "ac"}])


def test_a_terminal_of_100_columns_shows_both_sides(capsys: pytest.CaptureFixture[str]) -> None:
    long = "The ferry that left Skarrow at noon with two hundred people waits outside the harbour of Merrowport."
    rows: list[dict[str, Any]] = [
        {"version": n, "first_seen_at": datetime(2031, 5, n), "title": "Ferry", "publisher": "x",
         "authors": [], "text": text}
        for n, text in ((1, long), (2, long.replace("waits", "lies at anchor 東京")))
    ]  # fmt: skip
    diff.print_versions(rows[0], rows[1], SafeConsole(width=100, force_terminal=True, color_system="truecolor"))
    printed = capsys.readouterr().out
    assert re.search(r"\x1b\[[\d;]*31m[^\x1b]*waits", printed)
    assert re.search(r"\x1b\[[\d;]*32m[^\x1b]*lies", printed)
    plain = re.sub(r"\x1b\[[\d;]*m", "", printed)
    assert max(map(cell_len, plain.splitlines())) <= 100
    assert "version 1 · 2031-05-01 00:00" in plain
    assert any(line.count("The ferry that left") == 2 for line in plain.splitlines())

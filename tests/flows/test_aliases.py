"""What a user decides about entities: the file beside the index, and the list of merges."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from flows.aliases import AliasFile, check_aliases, parse_aliases, read_aliases
from flows.cli.entities import print_audit
from flows.errors import AliasFileError
from tests.helpers.article_rows import at
from tests.helpers.sample_archive import SAMPLE
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.derive import run_step
from warehouse.ledger import finish_run, start_run
from warehouse.loader import load_part
from warehouse.publish import publish

PATH = Path("aliases.csv")
WRONG = """action,name,value,label
same,Bo Odell,Robert Odell

merge,,x,PEOPLE
wikidata,Ada Odell,42
different,Robert Odell,Bo Odell
type,"Skar
row",SHOP
rename,Ada Odell,
rename,Ada Odell,Ada Marit Odell,PERSON,for the books,of 2031
"""


def read_problems(text: str) -> list[str]:
    return [str(problem).partition(";")[0] for problem in parse_aliases(text, PATH).problems]


def test_a_file_that_is_absent_decides_nothing(tmp_path: Path) -> None:
    assert read_aliases(tmp_path) == AliasFile([])


def test_comments_empty_lines_and_any_order_of_columns_are_fine() -> None:
    found = parse_aliases("# mine\nvalue,Action,name\n\nRobert Odell,same,Mr. Bo Odell\n", PATH)
    assert found.decisions is not None
    [decision] = found.decisions
    assert (decision.line, decision.action, decision.person_key, decision.value_person_key, decision.label) == (
        4, "same", "bo odell", "robert odell", None,
    )  # fmt: skip


def test_everything_wrong_is_told_at_once_with_line_column_and_value() -> None:
    assert read_problems(WRONG) == [
        "aliases.csv:4: action: 'merge' is unknown",
        "aliases.csv:4: name: '' is not a name",
        "aliases.csv:4: label: 'PEOPLE' is not a type",
        "aliases.csv:5: value: '42' is not a Wikidata id such as Q42",
        "aliases.csv:6: name: 'Robert Odell' is already decided in line 2 (same)",
        "aliases.csv:7: value: 'SHOP' is not a type",
        "aliases.csv:9: value: is empty",
        "aliases.csv:10: row: has 6 cells, but the header has 4",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("action,name\nsame,Ada\n", "aliases.csv:1: value: is not in the header"),
        ("action,name,value,colour\n", "aliases.csv:1: colour: 'colour' is not a column"),
        ("action,name,value,name\n", "aliases.csv:1: name: is in the header twice"),
        ('action,name,value\nsame,"Ada"n,Bo\n', "aliases.csv:2: row: ',' expected after '\"'"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(text: str, problem: str) -> None:
    assert read_problems(text) == [problem]
    assert parse_aliases(text, PATH).decisions is None  # nobody knows what the rest would have decided


def test_a_line_that_is_wrong_costs_itself_and_no_other() -> None:
    found = parse_aliases(WRONG, PATH)
    assert found.decisions is not None
    assert [decision.line for decision in found.decisions] == [2]
    assert all(line.endswith("this line is ignored") for line in found.describe())


def test_a_file_in_another_charset_says_where(tmp_path: Path) -> None:
    (tmp_path / "aliases.csv").write_bytes("action,name,value\nsame,Odéll,Odell\n".encode("latin-1"))
    assert read_aliases(tmp_path).decisions is None
    with pytest.raises(AliasFileError, match=r"aliases\.csv:2: file: is not UTF-8"):
        check_aliases(tmp_path)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published archive in which one name has two surface forms."""
    folder = tmp_path_factory.mktemp("audit")
    with open_warehouse(folder) as con:
        start_run(con, "run1", None, at(0))
        load_part(con, write_part(folder, SAMPLE))
        con.execute("UPDATE entity_mentions SET text = 'Ms Lund' WHERE article_id = ? AND text = 'Ada Lund'",
                    [SAMPLE[1].article_id])  # fmt: skip
        run_step(con, "entities")
        finish_run(con, "run1", "completed", at(1))
        publish(con, folder / "news.duckdb")
    return folder / "news.duckdb"


def test_the_audit_shows_each_merge_with_its_forms_and_what_is_said(database: Path) -> None:
    console = Console(width=200, record=True)
    print_audit(database, console, limit=5, label=None, is_json=False)
    text = console.export_text()
    assert "Ada Lund 1, Ms Lund 1" in text
    assert "Nils Berg" not in text


def test_the_audit_as_json_names_the_keys_that_were_joined(database: Path, capsys: pytest.CaptureFixture[str]) -> None:
    print_audit(database, Console(), limit=5, label="PERSON", is_json=True)
    [merge] = json.loads(capsys.readouterr().out)
    assert (merge["name"], merge["article_count"]) == ("Ada Lund", 2)
    assert merge["keys"] == [{"key": "person:ada lund", "joined_to": None, "evidence": "name"}]
    print_audit(database, Console(), limit=5, label="ORG", is_json=True)
    assert json.loads(capsys.readouterr().out) == []

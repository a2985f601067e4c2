"""`dateline verify`: exit status, files of quotations, JSON."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from flows.cli.app import app
from flows.cli.verify import read_quotations
from tests.helpers.sample_archive import open_sample

FERRY = "The ferry will not sail before Friday"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verify")
    with open_sample(folder):
        pass
    return folder / "writer.duckdb"


def run(database: Path, *arguments: str, stdin: str | None = None) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["verify", "--db", str(database), *arguments], input=stdin)
    return done.exit_code, done.output


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        ([FERRY], 0, "word for word"),
        ([FERRY, "--speaker", "Lund"], 0, "Ada Lund"),
        (["not sail before"], 0, "a part of it"),
        ([FERRY, "--speaker", "Nils Berg"], 1, "said by somebody else"),
        ([FERRY.replace(" not", "")], 1, "[-not-]"),
        (["Nothing of the kind was ever said"], 3, "not found"),
    ],
)
def test_the_exit_status_says_what_was_found(database: Path, arguments: list[str], status: int, said: str) -> None:
    found, output = run(database, *arguments)
    assert (found, said in output) == (status, True)


def test_json_has_the_fields_of_the_contract(database: Path) -> None:
    _, output = run(database, FERRY, "--format", "json")
    told = json.loads(output)
    assert told["verdict"] == "verbatim"
    assert {
        "quote_id", "utterance_id", "article_id", "url", "publisher", "published_at", "speaker_name", "text",
        "start_char", "end_char", "similarity", "difference", "archive_file", "archive_offset", "content_sha256",
    } <= set(told["matches"][0])  # fmt: skip


def test_a_file_has_the_worst_of_its_verdicts(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "quotations.csv"
    file.write_text(f"Speaker,Quotation\nAda Lund,{FERRY}\nNils Berg,{FERRY}\n,We dug\n\n", encoding="utf-8-sig")
    status, output = run(database, "--file", str(file), "--format", "json")
    assert (status, [row["verdict"] for row in json.loads(output)]) == (1, ["verbatim", "other_speaker", "verbatim"])
    status, output = run(database, "--file", "-", "--format", "json", stdin=f"{FERRY}\n\nSomething else altogether\n")
    assert (status, [row["verdict"] for row in json.loads(output)]) == (3, ["verbatim", "not_found"])


def test_a_line_with_a_comma_is_no_csv(tmp_path: Path) -> None:
    file = tmp_path / "lines.txt"
    file.write_text("We waited, and waited\nWords, quotation marks\n")
    assert [words for words, _ in read_quotations(file, None)] == ["We waited, and waited", "Words, quotation marks"]


def test_one_quotation_or_a_file(database: Path) -> None:
    for arguments in ([], [FERRY, "--file", "x.csv"]):
        assert run(database, *arguments)[0] != 0

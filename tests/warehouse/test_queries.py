"""The cookbook: every query runs, with its defaults and with others."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from tests.helpers.sample_archive import COURIER, ECHO, SAMPLE, open_sample
from warehouse.connection import Connection, close_doors, open_snapshot
from warehouse.errors import QueryError, UnknownQueryError
from warehouse.exports.results import WRITERS, write_parquet
from warehouse.queries import CookbookQuery, Result, list_queries, parse_query, read_query, run_query

COOKBOOK = list_queries()


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_sample(tmp_path_factory.mktemp("queries")) as con:
        yield con


def ask(con: Connection, name: str, /, **parameters: object) -> list[dict[str, Any]]:
    query = read_query(name)
    result = run_query(con, query.sql, query.defaults | parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_the_cookbook_holds_at_least_a_dozen_questions() -> None:
    assert len(COOKBOOK) >= 12


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_query_opens_with_question_grain_key_and_reason(query: CookbookQuery) -> None:
    assert re.match(r"-- question: .+\?\n-- grain: .+\n-- key: .+\n-- reason: .+\n", query.sql)


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_parameter_is_declared_and_used(query: CookbookQuery) -> None:
    code = "\n".join(line for line in query.sql.splitlines() if not line.startswith("--"))
    assert set(re.findall(r"\$([a-z_]+)", code)) == set(query.defaults)


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_query_answers_with_its_defaults(con: Connection, query: CookbookQuery) -> None:
    result = run_query(con, query.sql, query.defaults)
    assert result.columns
    assert result.rows or query.name in ("one_voice_stories", "audit_first_and_last")  # ask for two quotations


def test_said_by(con: Connection) -> None:
    assert [row["words"] for row in ask(con, "said_by", speaker="berg")] == ["We dug,"]
    assert ask(con, "said_by", speaker="nobody at all") == []


def test_most_quoted(con: Connection) -> None:
    assert [row["speaker"] for row in ask(con, "most_quoted", limit=2)] == ["Ada Lund", "Nils Berg"]
    assert ask(con, "most_quoted", label="ORG") == []


def test_mentioned_with(con: Connection) -> None:
    assert [row["other_name"] for row in ask(con, "mentioned_with", name="skarrow")] == ["Ada Lund"]


def test_new_this_week(con: Connection) -> None:
    assert {row["name"] for row in ask(con, "new_this_week", days=1)} == {"Nils Berg", "an aide"}


def test_attention_over_time(con: Connection) -> None:
    assert [(row["published_date"], row["articles"]) for row in ask(con, "attention_over_time", name="Lund")] == [
        (date(2031, 5, 4), 1)
    ]


def test_one_voice_stories(con: Connection) -> None:
    assert len(ask(con, "one_voice_stories", quotes=1)) == 4


def test_unnamed_by_outlet(con: Connection) -> None:
    assert [(row["publisher"], row["unnamed_share"]) for row in ask(con, "unnamed_by_outlet")] == [
        (ECHO, 0.5),
        (COURIER, 0.0),
    ]


def test_what_changed(con: Connection) -> None:
    [change] = ask(con, "what_changed")
    assert (change["article_id"], change["version"]) == (SAMPLE[2].article_id, 2)


def test_find_words_shows_them_in_context(con: Connection) -> None:
    [found] = ask(con, "find_words", words="IT RAINED", around=4)
    assert found["context"].strip() == "ow. It rained."


def test_quote_in_context_gives_each_part_by_its_offsets(con: Connection) -> None:
    rows = ask(con, "quote_in_context")
    assert ["We dug,"] in [row["parts"] for row in rows]
    assert {row["cue_words"] for row in rows} == {"said"}


def test_why_refused(con: Connection) -> None:
    [refusal] = ask(con, "why_refused", check="front")
    assert refusal["location"] == "echo/front.html"


def test_last_run(con: Connection) -> None:
    assert ask(con, "last_run") == [
        {"state": "failed", "source_id": "courier", "location": "courier/gone.html", "reason": "absent",
         "detail": "no file"}
    ]  # fmt: skip


def test_least_certain(con: Connection) -> None:
    assert [row["words"] for row in ask(con, "least_certain")] == ["It leaks,"]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        UnknownQueryError, match=r"no view or cookbook query is named 'who'; the cookbook has: .*said_by"
    ):
        read_query("who")


def test_a_query_without_a_question_is_an_error() -> None:
    with pytest.raises(QueryError, match=r"queries/x\.sql: has no line"):
        parse_query("x", "SELECT 1")


def test_a_refused_query_says_where(con: Connection) -> None:
    with pytest.raises(QueryError, match="selec"):
        run_query(con, "selec 1")


RESULT = Result(("name", "n", "at", "tags"), [("Ada “Lund”, of\nSkarrow", 1, datetime(2031, 5, 4, tzinfo=UTC), ["a"]),
                                              (None, None, None, [])])  # fmt: skip


def write(output_format: str) -> str:
    target = io.StringIO()
    WRITERS[output_format](RESULT, target)
    return target.getvalue()


def test_csv_quotes_and_keeps_null_empty() -> None:
    assert write("csv") == 'name,n,at,tags\n"Ada “Lund”, of\nSkarrow",1,2031-05-04T00:00:00+00:00,"[""a""]"\n,,,[]\n'


def test_json_is_one_object_a_row() -> None:
    assert json.loads(write("json"))[0] == {
        "name": "Ada “Lund”, of\nSkarrow", "n": 1, "at": "2031-05-04T00:00:00+00:00", "tags": ["a"],
    }  # fmt: skip


def test_parquet_keeps_types(con: Connection, tmp_path: Path) -> None:
    write_parquet(con, "SELECT title, word_count, authors FROM articles LIMIT $n", {"n": 2}, tmp_path / "a.parquet")
    assert pl.read_parquet(tmp_path / "a.parquet").schema == {
        "title": pl.String, "word_count": pl.Int32, "authors": pl.List(pl.String),
    }  # fmt: skip


def test_parquet_of_a_refused_query_is_an_error(con: Connection, tmp_path: Path) -> None:
    with pytest.raises(QueryError):
        write_parquet(con, "SELECT nothing FROM nowhere", {}, tmp_path / "a.parquet")


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("  @SUM(1)", "'  @SUM(1)"),
        ("\t+1+2", "'\t+1+2"),
        ("-2+3", "'-2+3"),
        ("＝1+1", "'＝1+1"),
        ('"=1+1', "'\"=1+1"),
        ("-12.50", "-12.50"),
        ("Mayor = thief?", "Mayor = thief?"),
    ],
)
def test_no_text_is_a_formula_in_a_spreadsheet(text: str, cell: str) -> None:
    WRITERS["csv"](Result(("title", "n"), [(text, -1)]), buffer := io.StringIO())
    assert list(csv.reader(io.StringIO(buffer.getvalue()))) == [["title", "n"], [cell, "-1"]]


REACHING = [
    "SELECT * FROM read_csv('{file}')",
    "SELECT content FROM read_text('{file}')",
    "SELECT * FROM '{file}'",
    "SELECT * FROM glob('{folder}/*')",
    "COPY (SELECT 1) TO '{folder}/out.csv'",
    "ATTACH '{folder}/other.duckdb'",
    "EXPORT DATABASE '{folder}/dump'",
    "INSTALL httpfs",
    "LOAD '{folder}/evil.duckdb_extension'",
    "SELECT * FROM 'http://127.0.0.1:1/x.parquet'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
]


@pytest.mark.parametrize("statement", REACHING)
def test_a_query_reaches_nothing_but_its_database(tmp_path: Path, statement: str) -> None:
    (tmp_path / "secret.csv").write_text("a\n1\n")
    with duckdb.connect(str(tmp_path / "news.duckdb")):
        pass
    with open_snapshot(tmp_path / "news.duckdb") as con:
        close_doors(con)
        with pytest.raises(duckdb.Error):
            con.execute(statement.format(file=tmp_path / "secret.csv", folder=tmp_path)).fetchall()
    assert {path.name for path in tmp_path.iterdir()} == {"secret.csv", "news.duckdb"}


def test_a_result_goes_to_the_file_that_was_named_and_to_no_other(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "news.duckdb")):
        pass
    with open_snapshot(tmp_path / "news.duckdb") as con:
        close_doors(con, tmp_path / "it's.parquet")
        write_parquet(con, "SELECT 1 AS one", {}, tmp_path / "it's.parquet")
        with pytest.raises(QueryError):
            write_parquet(con, "SELECT 1 AS one", {}, tmp_path / "other.parquet")
    assert pl.read_parquet(tmp_path / "it's.parquet").rows() == [(1,)]

"""The cookbook: every query runs, with its defaults and with others."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
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
from warehouse.queries import GROUPS, CookbookQuery, Result, list_queries, parse_query, read_query, run_query

COOKBOOK = list_queries()
PICTURES = {
    "bar": {"x", "y"},
    "columns": {"x", "y"},
    "point": {"x", "y"},
    "heat": {"x", "y", "color"},
    "table": {"show"},
}


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    with open_sample(tmp_path_factory.mktemp("queries")) as con:
        yield con


@contextmanager
def rolled_back(con: Connection) -> Iterator[None]:
    """What is changed inside is undone."""
    con.execute("BEGIN")
    try:
        yield
    finally:
        con.execute("ROLLBACK")


def ask(con: Connection, name: str, /, **parameters: object) -> list[dict[str, Any]]:
    query = read_query(name)
    result = run_query(con, query.sql, query.defaults | parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


# What the sample has nothing for; the tests of their names below have.
EMPTY_IN_SAMPLE = {"audit_first_and_last", "one_voice_stories", "quoted_with", "respoken"}


def test_the_cookbook_answers_forty_questions_or_more_in_ten_groups() -> None:
    assert len(COOKBOOK) >= 40
    assert len({query.question for query in COOKBOOK}) == len(COOKBOOK)
    assert [query.group for query in COOKBOOK] == sorted((q.group for q in COOKBOOK), key=list(GROUPS).index)
    assert {query.group for query in COOKBOOK} == set(GROUPS)
    assert len(GROUPS) == 10


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_query_opens_with_question_group_picture_grain_key_and_reason(query: CookbookQuery) -> None:
    assert re.match(
        r"-- question: .+\?\n-- group: .+\n-- picture: .+\n-- grain: .+\n-- key: .+\n-- reason: .+\n", query.sql
    )


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_picture_draws_columns_that_the_query_answers(con: Connection, query: CookbookQuery) -> None:
    picture = query.picture
    assert set(picture.channels) == PICTURES[picture.kind] | (set(picture.channels) & {"color"})
    assert set(picture.parameters) <= set(query.defaults)
    columns = run_query(con, query.sql, query.defaults).columns
    assert {column for shown in picture.channels.values() for column in shown} <= set(columns)


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_parameter_is_declared_and_used(query: CookbookQuery) -> None:
    code = "\n".join(line for line in query.sql.splitlines() if not line.startswith("--"))
    assert set(re.findall(r"\$([a-z_]+)", code)) == set(query.defaults)


@pytest.mark.parametrize("query", COOKBOOK, ids=lambda query: query.name)
def test_every_query_answers_with_its_defaults(con: Connection, query: CookbookQuery) -> None:
    result = run_query(con, query.sql, query.defaults)
    assert result.columns
    assert result.rows or query.name in EMPTY_IN_SAMPLE


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


def test_quoted_with(con: Connection) -> None:
    with rolled_back(con):
        con.execute("UPDATE quotes SET article_id = ? WHERE speaker_name = 'Nils Berg'", [SAMPLE[0].article_id])
        assert [row["other_speaker"] for row in ask(con, "quoted_with", name="lund")] == ["Nils Berg"]


def test_quoted_by_outlet(con: Connection) -> None:
    rows = ask(con, "quoted_by_outlet", outlet="courier", each=1)
    assert [(row["publisher"], row["speaker"]) for row in rows] == [(COURIER, "Ada Lund")]


def test_names_of(con: Connection) -> None:
    assert [(row["form"], row["mentions"]) for row in ask(con, "names_of", name="berg")] == [("Nils Berg", 1)]


def test_articles_by_week(con: Connection) -> None:
    [_, newest] = ask(con, "articles_by_week")
    assert newest == {"week": date(2031, 5, 5), "articles": 2, "originals": 2, "copies": 0, "outlets": 2}
    assert ask(con, "articles_by_week", limit=1) == [newest]


def test_first_with_stories_leaves_copies_out(con: Connection) -> None:
    assert [(row["publisher"], row["first"], row["later"]) for row in ask(con, "first_with_stories")] == [
        (COURIER, 1, 0)
    ]


def test_voices_in_stories(con: Connection) -> None:
    [story] = ask(con, "voices_in_stories")
    assert (story["articles"], story["independent"], story["copies"], story["speakers"]) == (2, 1, 1, 1)


@pytest.mark.parametrize("words", [None, "ferry", SAMPLE[0].article_id])
def test_copies_in_story(con: Connection, words: str | None) -> None:
    [copy] = ask(con, "copies_in_story", words=words)
    assert (copy["original_publisher"], copy["publisher"], copy["hours_later"]) == (COURIER, ECHO, 4.0)


def test_respoken(con: Connection) -> None:
    with rolled_back(con):
        con.execute("UPDATE utterance_members SET change = 'respoken' WHERE change = 'same'")
        con.execute("UPDATE quotes SET speaker_name = 'an aide' WHERE article_id = ?", [SAMPLE[1].article_id])
        [found] = ask(con, "respoken")
    assert (found["first_speaker"], found["first_publisher"]) == ("Ada Lund", COURIER)
    assert (found["speaker"], found["publisher"]) == ("an aide", ECHO)


def test_who_credits_whom(con: Connection) -> None:
    [found] = ask(con, "who_credits_whom")
    assert (found["publisher"], found["first_publisher"], found["credited"], found["uncredited"]) == (
        ECHO, COURIER, 0, 1,
    )  # fmt: skip
    with rolled_back(con):
        con.execute("UPDATE articles SET text = text || ' She told the Varnland Courier so.'")
        assert ask(con, "who_credits_whom")[0]["credited"] == 1


def test_first_prints(con: Connection) -> None:
    assert [(row["publisher"], row["first"], row["later"]) for row in ask(con, "first_prints")] == [
        (COURIER, 1, 0),
        (ECHO, 0, 1),
    ]


def test_changes_by_outlet(con: Connection) -> None:
    assert ask(con, "changes_by_outlet") == [
        {"publisher": COURIER, "articles": 2, "changed": 1, "told": 0, "stealth": 1, "headlines": 1, "share": 0.5}
    ]


def test_changed_headlines(con: Connection) -> None:
    [change] = ask(con, "changed_headlines")
    assert (change["title_before"], change["title_after"]) == ("Ferry late", "Mine open")


def test_find_quotations_filters(con: Connection) -> None:
    rows = ask(con, "find_quotations", words="ferry", outlet="echo", speaker="lund", since="2031-05-04")
    assert [(row["publisher"], row["snippet"]) for row in rows] == [(ECHO, "The «ferry» will not sail before Friday,")]
    assert ask(con, "find_quotations", words='"ferry sail"') == []


def test_find_articles_finds_a_phrase(con: Connection) -> None:
    assert {row["publisher"] for row in ask(con, "find_articles", words='"before friday"')} == {COURIER, ECHO}


def test_who_says(con: Connection) -> None:
    [found] = ask(con, "who_says", words="ferry")
    assert (found["speaker"], found["quotes"], found["outlets"]) == ("Ada Lund", 2, 2)
    assert ask(con, "who_says", words="Lund") == []  # her name is not what she said


def test_words_over_time(con: Connection) -> None:
    rows = ask(con, "words_over_time", words="Friday")
    assert [(row["published_date"], row["articles"]) for row in rows] == [(date(2031, 5, 4), 2)]


def test_direct_or_indirect(con: Connection) -> None:
    assert {row["direct_share"] for row in ask(con, "direct_or_indirect")} == {1.0}
    assert ask(con, "direct_or_indirect", quotes=3) == []


def test_who_copies_whom(con: Connection) -> None:
    [found] = ask(con, "who_copies_whom")
    assert (found["original_publisher"], found["publisher"], found["copies"]) == (COURIER, ECHO, 1)
    assert found["median_hours_later"] == 4.0


def test_own_reporting(con: Connection) -> None:
    assert [(row["publisher"], row["own"], row["copies"]) for row in ask(con, "own_reporting")] == [
        (COURIER, 2, 0),
        (ECHO, 1, 1),
    ]


def test_confidence_by_rule(con: Connection) -> None:
    [found] = ask(con, "confidence_by_rule")
    assert (found["rule"], found["quotes"], found["share"], found["confidence"]) == ("marks", 4, 1.0, 0.8)


def test_ambiguous_names(con: Connection) -> None:
    assert [(row["name"], row["may_be"]) for row in ask(con, "ambiguous_names")] == [("Nils Berg", "Ada Lund")]


def test_open_speakers(con: Connection) -> None:
    with rolled_back(con):
        con.execute("UPDATE quotes SET speaker_entity_id = NULL, speaker_kind = 'unresolved' WHERE text = 'It leaks,'")
        assert [(row["publisher"], row["open"]) for row in ask(con, "open_speakers")] == [(ECHO, 1), (COURIER, 0)]


def test_evidence_of(con: Connection) -> None:
    with rolled_back(con):
        con.execute("UPDATE documents SET archive_file = 'a.warc.gz', archive_offset = 77")
        found = ask(con, "evidence_of")[0]
    assert (found["archive_file"], found["archive_offset"]) == ("a.warc.gz", 77)
    assert len(found["content_sha256"]) == 64
    assert ask(con, "evidence_of", quote_id="no such") == []


def test_source_health(con: Connection) -> None:
    assert {row["source_id"]: row["quarantined"] for row in ask(con, "source_health")} == {"courier": 0, "echo": 1}


def test_runs_so_far(con: Connection) -> None:
    assert [(row["run_no"], row["loaded"], row["failed"]) for row in ask(con, "runs_so_far")] == [(2, 1, 1), (1, 4, 0)]


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(
        UnknownQueryError, match=r"no view or cookbook query is named 'who'; the cookbook has: .*said_by"
    ):
        read_query("who")


def test_a_query_without_a_question_is_an_error() -> None:
    with pytest.raises(QueryError, match=r"queries/x\.sql: has no line"):
        parse_query("x", "SELECT 1")


def test_a_query_of_an_unknown_group_is_an_error() -> None:
    head = "-- question: Who?\n-- group: gossip\n-- picture: table show=a\n-- grain: one row\n"
    with pytest.raises(QueryError, match=r"no group is named 'gossip'; take one of people, "):
        parse_query("x", head + "SELECT 1 AS a")


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

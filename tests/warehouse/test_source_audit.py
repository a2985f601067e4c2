"""The source audit: what newsrooms count their sources by, unknowns told."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.article_rows import Page
from tests.helpers.sample_archive import COURIER, ECHO, link_entities
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.connection import Connection, fetch_rows
from warehouse.loader import load_part
from warehouse.queries import read_query, run_query

PAGES = [
    Page("c/1", "1", "“We wait here,” said Ada Lund.", published=1),
    Page("c/2", "2", "“We dig,” said Nils Berg.", published=2, speaker="Nils Berg"),
    Page("c/3", "3", "“We see no ship at all,” said Kim Oda.", published=3, speaker="Kim Oda"),
    Page(
        "e/4", "4", "“It leaks,” said police.", published=4, speaker="police", speaker_kind="described", publisher=ECHO
    ),
    Page("e/5", "5", "“It leaks,” said Ada Lund.", published=5, publisher=ECHO),
]


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("audit")
    with open_warehouse(folder) as con:
        load_part(con, write_part(folder, PAGES, hours=9))
        link_entities(con)
        con.execute("UPDATE quotes SET speaker_text = 'police' WHERE speaker_kind = 'described'")
        con.execute("UPDATE articles SET authors = ['Zoë Noll'] WHERE publisher = ?", [ECHO])
        yield con


def ask(con: Connection, name: str, /, **parameters: object) -> list[dict[str, Any]]:
    query = read_query(name)
    result = run_query(con, query.sql, query.defaults | parameters)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def test_gender_is_what_most_articles_show(con: Connection) -> None:
    assert fetch_rows(con, "SELECT gender, articles, agreement FROM speaker_genders ORDER BY gender") == [
        {"gender": "female", "articles": 2, "agreement": 1.0},
        {"gender": "male", "articles": 1, "agreement": 1.0},
    ]


def test_articles_that_do_not_agree_leave_it_open(con: Connection) -> None:
    con.execute("BEGIN")
    con.execute("UPDATE entity_links SET gender = 'm' WHERE article_entity_id IN (SELECT min(article_entity_id) FROM "
                "entity_links WHERE gender = 'f')")  # fmt: skip
    genders = fetch_rows(con, "SELECT DISTINCT gender FROM source_audit WHERE source = 'Ada Lund'")
    assert fetch_rows(con, "SELECT count(*) AS n FROM speaker_genders") == [{"n": 1}]
    con.execute("ROLLBACK")
    assert genders == [{"gender": "unknown"}]


def test_unknown_gender_is_told_with_what_it_could_hide(con: Connection) -> None:
    [row] = ask(con, "audit_gender", publisher=COURIER)
    assert (row["by_women"], row["by_men"], row["unknown"], row["share_of_women"]) == (1, 1, 1, 0.5)
    assert (row["at_least"], row["at_most"], row["error_rate"] > 0) == (0.333, 0.667, True)


def test_officials_are_told_by_office_or_body(con: Connection) -> None:
    assert {row["publisher"]: row["by_officials"] for row in ask(con, "audit_officials")} == {COURIER: 0, ECHO: 1}


@pytest.mark.parametrize(
    ("name", "parameters", "expected"),
    [
        ("audit_kinds", {"publisher": "echo"}, [("described", 1), ("person", 1)]),
        ("audit_words", {"publisher": "courier"}, [("Kim Oda", 6), ("Ada Lund", 3), ("Nils Berg", 2)]),
        ("audit_bylines", {}, [("Nils Berg", 3), ("Zoë Noll", 2)]),
        ("audit_bylines", {"author": "noll"}, [("Zoë Noll", 2)]),
        ("audit_countries", {"author": "noll"}, [(None, 2)]),
    ],
)
def test_audits_count_for_one_outlet_or_byline(
    con: Connection, name: str, parameters: dict[str, object], expected: list[tuple[object, int]]
) -> None:
    columns = {
        "audit_kinds": ("speaker_kind", "quotes"),
        "audit_words": ("source", "words"),
        "audit_bylines": ("author", "articles"),
        "audit_countries": ("country_code", "quotes"),
    }[name]
    found = [tuple(row[column] for column in columns) for row in ask(con, name, **parameters)]
    assert sorted(found, key=str) == sorted(expected, key=str)


def test_first_and_last_words_are_of_articles_with_several(con: Connection) -> None:
    assert ask(con, "audit_first_and_last") == []
    con.execute("BEGIN")
    con.execute("UPDATE quotes SET article_id = (SELECT article_id FROM quotes WHERE text LIKE 'We wait%'), "
                "start_char = 99 WHERE text LIKE 'We dig%'")  # fmt: skip
    found = ask(con, "audit_first_and_last")
    con.execute("ROLLBACK")
    assert [(row["place"], row["most_often"]) for row in found] == [("first", "Ada Lund"), ("last", "Nils Berg")]


def test_words_are_counted_across_any_white_space(con: Connection) -> None:
    con.execute("BEGIN")
    con.execute("UPDATE quotes SET text = ' We\n dig  a\tpit ' WHERE text LIKE 'We dig%'")
    [found] = fetch_rows(con, "SELECT words FROM source_audit WHERE source = 'Nils Berg'")
    con.execute("ROLLBACK")
    assert found == {"words": 4}

"""Full-text search: what is found, in which order, and that the index follows what changes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.helpers.article_rows import Page, at
from tests.helpers.sample_archive import COURIER, ECHO, link_entities
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import search
from warehouse.connection import Connection
from warehouse.derive import forget, run_step
from warehouse.errors import QueryError
from warehouse.loader import load_part
from warehouse.search import Question

PAGES = [
    Page("courier/strike.html", "strike", "“The ferries will not sail before Friday,” said Ada Lund. Crews strike.",
         title="Ferry strike begins", published=1),
    Page("courier/mine.html", "mine", "“We dig where we dug,” said Nils Berg. A ferry waited in the harbour.",
         title="The mine reopens", published=30, speaker="Nils Berg"),
    Page("echo/cafe.html", "cafe", "“The café sails on,” said Zoë Müller. It rained on the half-time show.",
         title="Café on the water", published=50, publisher=ECHO, speaker="Zoë Müller"),
    Page("echo/tokyo.html", "tokyo", "“東京都知事は船を待っている”と彼は言った。", title="東京の船", published=70,
         publisher=ECHO, speaker="Ken Oda"),
]  # fmt: skip


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("search")
    with open_warehouse(folder) as con:
        load_part(con, write_part(folder, PAGES, hours=80))
        link_entities(con)
        run_step(con, "search")
        yield con


def names_of(con: Connection) -> dict[str, str]:
    return {page.article_id: page.article for page in PAGES}


def find(con: Connection, words: str, /, **filters: Any) -> list[str]:
    rows = search.search(con, Question(words, **filters), is_for_quotes=False)
    return [names_of(con)[row["article_id"]] for row in rows]


def find_quotes(con: Connection, words: str, /, **filters: Any) -> list[str]:
    rows = search.search(con, Question(words, **filters), is_for_quotes=True)
    return [names_of(con)[row["article_id"]] for row in rows]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("ferry", ["strike", "mine"]),  # in the title before in passing; "ferries" is a form of it
        ("FERRIES", ["strike", "mine"]),
        ("dug harbour", ["mine"]),
        ("strike harbour", ["strike", "mine"]),  # two words wished for: either will do
        ('"ferry waited"', ["mine"]),
        ('"waited ferry"', []),
        ('ferry "in the harbour"', ["mine"]),
        ("“in the harbour”", ["mine"]),
        ("ferry -harbour", ["strike"]),
        ('ferry -"will not"', ["mine"]),
        ("-ferry", []),
        ("harb*", ["mine"]),
        ("cafe", ["cafe"]),
        ("CAFÉ", ["cafe"]),
        ("muller", ["cafe"]),
        ("half-time", ["cafe"]),
        ("time-half", []),
        ("halftime", []),
        ("café's", ["cafe"]),
        ("東京", ["tokyo"]),
        ("船", ["tokyo"]),
        ("知事", ["tokyo"]),
        ("京東", []),
        ("nowhere", []),
        ('ferry "no such word"', []),  # what stands in marks must be there
        ('"unbalanced ferry', ["strike", "mine"]),
        ("ferry AND OR ( ) ; ' -- %", ["strike", "mine"]),
    ],
)
def test_words_find_articles(con: Connection, words: str, expected: list[str]) -> None:
    assert find(con, words) == expected


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("sail", ["cafe", "strike"]),
        ("lund", ["strike"]),  # by the speaker's name
        ('"not sail before"', ["strike"]),
        ("harbour", []),  # said by nobody
        ("digging", ["mine"]),
    ],
)
def test_words_find_quotations(con: Connection, words: str, expected: list[str]) -> None:
    assert sorted(find_quotes(con, words)) == expected


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"speaker": "berg"}, ["mine"]),
        ({"speaker": "zoe"}, []),
        ({"publisher": "varnland"}, ["strike", "mine"]),
        ({"publisher": ECHO}, []),
        ({"since": at(24).date()}, ["mine"]),
        ({"until": at(1).date()}, ["strike"]),
        ({"since": at(1).date(), "until": at(30).date()}, ["strike", "mine"]),
        ({"type": "direct"}, ["strike", "mine"]),
        ({"type": "indirect"}, []),
        ({"most": 1}, ["strike"]),
    ],
)
def test_filters_narrow_what_is_found(con: Connection, filters: dict[str, Any], expected: list[str]) -> None:
    assert find(con, "ferry", **filters) == expected


def test_filters_narrow_quotations_too(con: Connection) -> None:
    assert find_quotes(con, "we will the", speaker="LUND", publisher=COURIER, since=at(0).date(), type="direct") == [
        "strike"
    ]


def test_the_columns_are_those_of_the_contract(con: Connection) -> None:
    articles = con.execute("FROM search_articles('ferry')").description or []
    assert [column[0] for column in articles] == [
        "score", "snippet", "article_id", "title", "publisher", "published_at",
    ]  # fmt: skip
    quotes = con.execute("FROM search_quotes('ferry')").description or []
    assert [column[0] for column in quotes][:6] == [
        "score", "snippet", "quote_id", "speaker", "publisher", "published_at",
    ]  # fmt: skip


def test_a_snippet_shows_the_words_found_in_their_stretch(con: Connection) -> None:
    sql = "SELECT snippet FROM search_articles('ferry -strike', before := '[', after := ']')"
    assert con.execute(sql).fetchall() == [
        ("“We dig where we dug,” said Nils Berg. A [ferry] waited in the harbour.",)
    ]  # fmt: skip
    long = "word " * 200 + "the needle lies here " + "word " * 200
    (cut,) = con.execute("SELECT search_snippet(?, ['needle'], '[', ']')", [long]).fetchone() or ("",)
    assert cut.startswith("…word")
    assert "the [needle] lies here" in cut
    assert cut.endswith("…")
    assert len(cut) < 250


def test_a_plain_client_without_extensions_searches_the_file(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, PAGES, hours=80))
        link_entities(con)
        run_step(con, "search")
    plain = {"autoload_known_extensions": "false", "autoinstall_known_extensions": "false"}
    with duckdb.connect(str(tmp_path / "writer.duckdb"), read_only=True, config=plain) as client:
        client.execute("SET enable_external_access = false")
        assert client.execute("SELECT title FROM search_articles('ferry') LIMIT 1").fetchall() == [
            ("Ferry strike begins",)
        ]
        assert client.execute("SELECT speaker FROM search_quotes('dig', speaker := 'berg')").fetchall() == [
            ("Nils Berg",)
        ]


def read_index(con: Connection) -> list[Any]:
    """What the index says, whatever its numbers."""
    return con.execute("""
        SELECT p.part, w.word, d.kind, d.row_id, d.speaker, d.publisher, d.content, p.position, p.weight,
            w.article_count, w.quote_count
        FROM search_postings AS p JOIN search_words AS w USING (word_no) JOIN search_documents AS d USING (document_no)
        ORDER BY ALL
    """).fetchall()


def test_the_index_follows_what_changes(tmp_path: Path) -> None:
    changed = replace(PAGES[0], text="“The ferries sail,” said Ada Lund. It is over.", modified=60, title="Strike over")
    with open_warehouse(tmp_path) as con:
        for number, page in enumerate([*PAGES, changed]):
            load_part(con, write_part(tmp_path, [page], run=f"run{number}", hours=80 + number))
            run_step(con, "search")
        con.execute("UPDATE quotes SET speaker_name = 'Ada Lund-Berg' WHERE speaker_name = 'Ada Lund'")
        con.execute("DELETE FROM articles WHERE title = 'The mine reopens'")
        con.execute("DELETE FROM quotes WHERE speaker_name = 'Nils Berg'")
        run_step(con, "search")
        grown = read_index(con)
        forget(con, "search")
        assert read_index(con) == []
        run_step(con, "search")
        assert read_index(con) == grown
        assert find(con, "ferry") == ["strike"]
        assert find(con, "mine") == []
        counted = con.execute("""
            SELECT word_no, count(*) FILTER (part < 4), count(*) FILTER (part >= 4) FROM search_postings
            WHERE weight > 0 GROUP BY word_no ORDER BY word_no
        """).fetchall()
        assert (
            con.execute("SELECT word_no, article_count, quote_count FROM search_words ORDER BY word_no").fetchall()
            == counted
        )


def test_nothing_new_costs_nothing(con: Connection) -> None:
    run_step(con, "search")
    assert con.execute("SELECT count(*) FROM search_documents").fetchone() == (7,)
    before = con.execute("SELECT list(rowid ORDER BY rowid) FROM search_postings").fetchone()
    run_step(con, "search")
    assert con.execute("SELECT list(rowid ORDER BY rowid) FROM search_postings").fetchone() == before


def test_many_loose_postings_are_sorted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "LOOSE_COUNT", 0)
    monkeypatch.setattr(search, "PORTION", 3)
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, PAGES, hours=80))
        run_step(con, "search")
        places = con.execute("SELECT part, word_no, document_no, position FROM search_postings").fetchall()
        assert places == sorted(places)
        assert con.execute("FROM search_order").fetchall() == [(len(places),)]


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60))
@example("")
@example('"')
@example('""')
@example("-")
@example("*")
@example("😀 👩‍👩‍👧")
@example("ferry " * 2000)
@example("x" * 10_000)
@example("\" \x00 \\ % _ ' $words {words}")
@example("ไม่มีเรือ ข้ามฟาก")
def test_whatever_is_typed_is_an_answer_or_a_clear_error(con: Connection, words: str) -> None:
    for is_for_quotes in (True, False):
        if con.execute("SELECT len(search_tokens(?))", [words]).fetchone() == (0,):
            with pytest.raises(QueryError, match="type a word"):
                search.search(con, Question(words), is_for_quotes=is_for_quotes)
        else:
            search.search(con, Question(words), is_for_quotes=is_for_quotes)


def test_a_database_without_an_index_is_told(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "old.duckdb")) as con, pytest.raises(QueryError, match="no index yet"):
        search.search(con, Question("ferry"), is_for_quotes=False)


@pytest.mark.parametrize(
    ("forms", "stem"),
    [
        (["ferry", "ferries", "ferried", "ferrying"], "fer"),
        (["strike", "strikes", "striking"], "strik"),
        (["plan", "plans", "planned", "planning"], "plan"),
        (["press", "presses", "pressed", "pressing"], "pres"),
        (["watch", "watches", "watched"], "watch"),
        (["house", "houses"], "hous"),
        (["king"], "king"),
        (["bus"], "bus"),
        (["東京"], "東京"),
    ],
)
def test_forms_of_a_word_share_a_stem(con: Connection, forms: list[str], stem: str) -> None:
    assert [con.execute("SELECT search_stem(?)", [form]).fetchone() for form in forms] == [(stem,)] * len(forms)

"""One thing said is one utterance, however it is cut, retold or put in another mouth; and who had it first."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.article_rows import Page, at
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive
from warehouse.connection import Connection, fetch_rows
from warehouse.ledger import start_run
from warehouse.loader import load_part
from warehouse.utterances import Said, are_one, describe_change

WORDS = "The dam will hold this winter, and nobody has to leave the valley"


def page(name: str, words: str = WORDS, hours: float = 1, **cells: Any) -> Page:
    """A report that prints some words of Ada Lund; whatever else it says is its own."""
    filler = " ".join(f"{name}{number}" for number in range(30))
    text = f"“{words},” said {cells.get('speaker', 'Ada Lund')} in Skarrow. {filler}."
    return Page(f"a/{name}.html", name, text, name, published=hours, publisher=f"The {name}", **cells)


def load(con: Connection, folder: Path, pages: list[Page], run: str = "run1") -> None:
    start_run(con, run, None, at(48))
    load_part(con, write_part(folder, pages, run=run, hours=48))
    assert derive.run(con).problems == []


def changes(con: Connection) -> dict[str, str]:
    rows = fetch_rows(con, "SELECT v.*, a.title FROM utterance_variants AS v JOIN articles AS a USING (article_id)", {})
    return {row["title"]: row["change"] for row in rows}


KINDS = {
    "same": ("the dam will hold this winter — and nobody has to leave the valley", {}),
    "cut": ("The dam will hold this winter", {}),
    "extended": (WORDS + ", not even the old mill", {}),
    "reworded": ("The dam should hold this winter, and nobody needs to leave our valley", {}),
    "retold": (
        "that the dam would hold this winter and that nobody had to leave the valley",
        {"quote_type": "indirect"},
    ),
    "respoken": (WORDS, {"speaker": "Nils Berg"}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_change_is_told_against_the_first_print(kind: str, tmp_path: Path) -> None:
    words, cells = KINDS[kind]
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, [page("first"), page("other", words, 5, **cells)])
        assert changes(con) == {"first": "first", "other": kind}


APART = [
    "The dam will be rebuilt next summer, and the council has to pay",
    "Nobody has to pay for this winter",
    "The valley is beautiful this winter",
    "Leave the valley",
]


@pytest.mark.parametrize("words", APART)
def test_other_statements_of_the_same_speaker_are_kept_apart(words: str, tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, [page("first"), page("other", words, 5)])
        count = con.execute("SELECT count(*) FROM utterances").fetchone()
        assert count == ((1,) if words == "Leave the valley" else (2,))  # which stands in it, word for word


def test_who_was_first_and_how_far_it_went(tmp_path: Path) -> None:
    pages = [page("late", hours=30), page("first", hours=2), page("cut", "nobody has to leave the valley", 9)]
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, pages)
        (row,) = fetch_rows(con, "FROM utterances", {})
    assert (row["first_publisher"], row["first_published_at"]) == ("The first", at(2))
    assert (row["quote_count"], row["article_count"], row["publisher_count"]) == (3, 3, 3)
    assert (row["independent_count"], row["variant_count"], row["speaker_name"]) == (3, 2, "Ada Lund")
    assert row["text"] == WORDS + ","


def test_one_by_one_in_any_order_gives_what_one_run_gives(tmp_path: Path) -> None:
    pages = [page(kind, words, 5 + number, **cells) for number, (kind, (words, cells)) in enumerate(KINDS.items())]
    pages += [page(f"apart{number}", words, 20) for number, words in enumerate(APART)]
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, pages)
        whole = dump(con)
    for number, order in enumerate((pages, pages[::-1])):
        folder = tmp_path / str(number)
        folder.mkdir()
        with open_warehouse(folder) as con:
            for step, one in enumerate(order):
                load(con, folder, [one], f"run{step}")
            assert dump(con) == whole


def dump(con: Connection) -> dict[str, list[tuple[object, ...]]]:
    tables = ("utterances", "utterance_members", "utterance_pairs")
    found = {table: con.execute(f"FROM {table} ORDER BY ALL").fetchall() for table in tables}
    return found | {"quotes": con.execute("SELECT quote_id, utterance_id FROM quotes ORDER BY ALL").fetchall()}


def test_what_is_gone_leaves_no_trace(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load(con, tmp_path, [page("first"), page("other", hours=5)])
        load(con, tmp_path, [page("first", "We shall see")], "run2")
        assert changes(con) == {}
        assert con.execute("SELECT count(*) FROM utterances").fetchone() == (2,)


def said(words: str, speaker: str | None = "a", is_indirect: bool = False) -> Said:
    return Said(words.split(), is_indirect, speaker)


@pytest.mark.parametrize(
    ("left", "right", "is_one"),
    [
        (said("hell on earth"), said("it was hell on earth for us all"), True),
        (said("hell on earth"), said("it was hell on earth for us all", "b"), False),
        (said("of the"), said("one of the best"), False),
        (said("we will not raise taxes this year", None), said("we will not raise taxes this year", "b"), True),
        (said("we will raise taxes"), said("we will not raise taxes"), True),  # one word sharpened is another wording
        (said("thank you very much"), said("thank you all very much indeed", "b"), False),
        (said("he would resign by spring", "a", True), said("i will resign by the spring"), True),
        (said("i never wanted to raise taxes", "a", True), said("we will raise taxes on fuel"), False),
        (said("he would resign by spring", "b", True), said("i will resign by the spring"), False),
    ],
)
def test_cases(left: Said, right: Said, is_one: bool) -> None:
    assert are_one(left, right, 0) == are_one(right, left, 0) == is_one


def test_words_lost_and_added_are_told_in_order() -> None:
    told = describe_change(said("we will never leave the old valley"), said("we may leave the valley today"))
    assert told["words_lost"] == ["will", "never", "old"]
    assert told["words_added"] == ["may", "today"]

"""Verification: true quotations are found word for word, altered ones never."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.helpers.article_rows import Page
from tests.helpers.sample_archive import link_entities
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse.connection import Connection
from warehouse.derive import run_step
from warehouse.errors import QueryError
from warehouse.loader import load_part
from warehouse.verification import COLUMNS, are_one_name, verify
from warehouse.wording import compare, split_parts, split_words

SAID = {
    "Ada Lund": [
        "The ferry will not sail before Friday, and I can’t say that I am sorry",
        "We have counted every lifejacket on this ship; there are two hundred and fourteen of them",
        "It’s a half-time job: you begin at six, you end at twelve, and nobody thanks you",
        "Nobody told us that the pumps had stopped",
    ],
    "Nils Berg": [
        "The mine costs us $1,500 a day — 2.5% more than last year",
        "I never said that the pit would close in June",
        "We dig where we dug, and we shall dig there again",
        "[The company] knew of the leak in May … and told no one",
        "Ja, das war sehr, sehr knapp für uns",
    ],
}
QUOTATIONS = [(speaker, words) for speaker, said in SAID.items() for words in said]
OTHERS = ("harbour", "quickly", "thirteen", "no")
CONTRACTION = ("n't", "n’t")


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    folder = tmp_path_factory.mktemp("verification")
    pages = [
        Page(f"s/{number}.html", f"article {number}", f"“{words},” said {speaker}.", speaker=speaker, published=number)
        for number, (speaker, words) in enumerate(QUOTATIONS)
    ]
    with open_warehouse(folder) as con:
        load_part(con, write_part(folder, pages, hours=80))
        link_entities(con)
        for step in ("utterances", "search"):
            run_step(con, step)
        yield con


def test_the_sample_is_whole(con: Connection) -> None:
    assert sorted(con.execute("SELECT trim(text, ',') FROM quotes").fetchall()) == sorted(
        (words,) for _, words in QUOTATIONS
    )


@pytest.mark.parametrize(("speaker", "words"), QUOTATIONS)
def test_a_true_quotation_is_found_word_for_word(con: Connection, speaker: str, words: str) -> None:
    for form in (
        words, words.upper(), f"“{words}.”", f"‘{words}’", words.replace("’", "'"), words.replace(" — ", " - "),
        words.replace(";", "").replace(":", " –"), words.replace("[", "").replace("]", ""), words.replace("…", ""),
    ):  # fmt: skip
        found = verify(con, form, speaker)
        assert (found.verdict, found.matches[0]["similarity"], found.matches[0]["difference"]) == (
            "verbatim", 1.0, "",
        ), form  # fmt: skip
        assert found.matches[0]["speaker_name"] == speaker


@pytest.mark.parametrize("name", [None, "Ada Lund", "Lund", "Mr. Ada Lund", "A. Lund"])
def test_a_speaker_is_asked_for_by_any_form_of_the_name(con: Connection, name: str | None) -> None:
    found = verify(con, SAID["Ada Lund"][0], name)
    assert (found.verdict, found.matches[0]["speaker_name"]) == ("verbatim", "Ada Lund")


@pytest.mark.parametrize(("speaker", "words"), QUOTATIONS)
def test_one_word_changed_dropped_added_or_denied_is_never_word_for_word(
    con: Connection, speaker: str, words: str
) -> None:
    plain = words.split()
    forms = []
    for place in range(len(plain)):
        for other in OTHERS:
            forms.append([*plain[:place], other, *plain[place + 1 :]])
            forms.append([*plain[:place], other, *plain[place:]])
        forms.append([*plain[:place], *plain[place + 1 :]])
        forms.append([*plain[:place], "not", *plain[place:]])
    forms = [form for form in forms if split_words(" ".join(form)) != split_words(words)]
    printed = split_words(words)
    for form in forms:
        found = compare(split_parts(" ".join(form)), split_parts(words))
        assert not found.is_verbatim or is_run(form, printed), form
    for form in forms[:: len(forms) // 8]:
        verdict = verify(con, " ".join(form), speaker)
        assert verdict.verdict in ("altered", "not_found") or is_run(form, printed), form
        assert all(match["difference"] for match in verdict.matches) or is_run(form, printed)


def is_run(form: list[str], printed: list[str]) -> bool:
    """Whether words are those of a quotation still, one after the other, and not all but one."""
    words = split_words(" ".join(form))
    return f" {' '.join(words)} " in f" {' '.join(printed)} " and len(words) != len(printed) - 1


@pytest.mark.parametrize(("speaker", "words"), QUOTATIONS)
def test_another_speaker_is_told(con: Connection, speaker: str, words: str) -> None:
    other = next(name for name in SAID if name != speaker)
    for name in (other, other.split()[-1], "Kirsten Vann", f"Otto {speaker.split()[-1]}"):
        assert verify(con, words, name).verdict == "other_speaker"


@pytest.mark.parametrize(
    ("asked", "verdict"),
    [
        ("the ferry can sail before Friday", "altered"),
        ("I can say that I am sorry", "altered"),  # for "can't"
        ("the pit would not close in June", "altered"),
        ("The mine costs us £1,500 a day", "altered"),
        ("The mine costs us $15,00 a day", "altered"),
        ("2.5% more than last year", "verbatim"),
        ("25% more than last year", "altered"),
        ("Das war sehr, sehr knapp fur uns", "altered"),  # for "für"
        ("We sell fish on the quay each morning", "not_found"),
        ("you begin at six, you end at twelve", "verbatim"),  # a part
        ("you begin at six … nobody thanks you", "verbatim"),
        ("you begin at six [...] and nobody thanks you", "verbatim"),
        ("nobody thanks you ... you begin at six", "altered"),  # the other way round
        ("The ferry will [...] sail before Friday", "altered"),  # what is left out denies
        ("Nobody told us that the pumps had", "altered"),  # all but one word
        ("told us that the pumps had stopped", "altered"),
        ("told us that the pumps had", "verbatim"),
        ("Nobody told us that [...] pumps had stopped", "verbatim"),  # the ellipsis stands for it
        ("We dig where we dug [sic], and we shall dig there again", "verbatim"),
        ("“We dig where we dug,” Berg said, “and we shall dig there again.”", "verbatim"),
        ('We dig where we dug," Berg told reporters, "and we shall dig there again', "verbatim"),
        ("“We dig where we dug,” Berg said, “and we shall not dig there again.”", "altered"),
        ("“We dig where we dug” is what no one ever “dig there again”", "altered"),
    ],
)
def test_verdicts(con: Connection, asked: str, verdict: str) -> None:
    assert verify(con, asked).verdict == verdict


def test_a_part_is_told_as_one(con: Connection) -> None:
    assert verify(con, "the pumps had stopped").matches[0]["is_part"]
    assert not verify(con, SAID["Ada Lund"][3]).matches[0]["is_part"]


def test_what_differs_is_shown(con: Connection) -> None:
    [match] = verify(con, "Nobody told us that the valves had stopped").matches
    assert match["difference"] == "nobody told us that the [-pumps-] {+valves+} had stopped"
    assert tuple(match) == COLUMNS
    assert 0.6 < match["similarity"] < 1


def test_words_that_two_said_are_theirs(tmp_path: Path) -> None:
    pages = [
        Page("s/1.html", "1", "“We shall meet again,” said Ada Lund.", published=1),
        Page("s/2.html", "2", "“We shall meet again,” said Nils Berg.", published=2, speaker="Nils Berg"),
    ]
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, pages))
        link_entities(con)
        run_step(con, "search")
        for name in ("Ada Lund", "Nils Berg"):
            found = verify(con, "We shall meet again", name)
            assert (found.verdict, found.matches[0]["speaker_name"]) == ("verbatim", name)


@pytest.mark.parametrize("asked", ["", " ", "“”", "…", "😀", "x" * 20_001])
def test_what_cannot_be_looked_up_is_a_clear_error(con: Connection, asked: str) -> None:
    with pytest.raises(QueryError, match=r"type its words|one quotation at a time"):
        verify(con, asked)


def test_a_database_without_an_index_is_told() -> None:
    with duckdb.connect() as con, pytest.raises(QueryError, match="no index yet"):
        verify(con, "The ferry will not sail")


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=80))
def test_whatever_is_asked_is_answered(asked: str) -> None:
    found = compare(split_parts(asked), split_parts("The ferry will not sail before Friday"))
    assert 0 <= found.similarity <= 1
    assert found.is_verbatim == (found.similarity == 1)


@settings(deadline=None)
@given(st.lists(st.sampled_from(["the", "ferry", "will", "not", "sail", "no"]), min_size=1, max_size=12), st.data())
def test_a_run_of_words_is_verbatim_and_nothing_else(printed: list[str], data: st.DataObject) -> None:
    asked = data.draw(st.lists(st.sampled_from(printed), min_size=1, max_size=6))
    is_run = any(printed[place : place + len(asked)] == asked for place in range(len(printed)))
    assert compare([asked], [printed]).is_verbatim == (is_run and len(asked) != len(printed) - 1)


@pytest.mark.parametrize(
    ("asked", "known", "is_one"),
    [
        ("Ada Lund", "Ada Lund", True),
        ("ada lund", "ADA LUND", True),
        ("Ada Maria Lund", "Ada Lund", True),
        ("A. M. Lund", "Ada Lund", True),
        ("Minister Ada Lund", "Ada Lund", True),
        ("Dr Lund", "Ada Lund", True),
        ("Ada Berg", "Ada Lund", False),
        ("Nils Lund", "Ada Lund", False),
        ("Adam Lund", "Ada Lund", False),
        ("", "Ada Lund", False),
    ],
)
def test_names(asked: str, known: str, is_one: bool) -> None:
    assert are_one_name(asked, known) == is_one

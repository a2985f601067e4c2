"""What a person sees of an answer: a table that fits, records, a limit, and nothing that a terminal would obey."""

from __future__ import annotations

import io
import os
import pty
import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from flows.cli.display import show_result
from flows.printable import printable
from warehouse.queries import Result

COLUMNS = ("quote_id", "published_at", "publisher", "speaker", "kind", "told_to", "title", "words", "url")
WORDS = "We dug where the old map said that there was water, and found only the mayor's bicycle,"


def make_result(rows: int = 3) -> Result:
    at = datetime(2031, 5, 4, 6, 30, tzinfo=UTC)
    row = (
        "0123456789abcdef" * 2, at, "The Skarrow Echo", "Ada Lund", "person", None,
        "Mayor loses her bicycle again " * 2,
        WORDS, "https://echo.example/2031/05/mayor-loses-her-bicycle-again",
    )  # fmt: skip
    return Result(COLUMNS, [row] * rows)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def show(result: Result, width: int, form: str = "table", limit: int | None = None, is_wide: bool = False) -> str:
    target = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setenv("LINES", "5000")
        show_result(result, form, target, limit=limit, is_wide=is_wide)
    return re.sub(r"\x1b\[[0-9;]*m", "", target.getvalue())


@pytest.mark.parametrize("width", [40, 60, 80, 100, 140, 200])
@pytest.mark.parametrize("form", ["table", "record"])
def test_no_line_is_wider_than_the_terminal(width: int, form: str) -> None:
    assert max(map(cell_len, show(make_result(), width, form).splitlines())) <= width


@given(st.integers(30, 160), st.lists(st.text(max_size=80), min_size=1, max_size=12))
def test_whatever_the_cells_no_line_is_wider(width: int, cells: list[str]) -> None:
    result = Result(tuple(f"column_{n}" for n in range(len(cells))), [tuple(cells)] * 2)
    lines = show(result, width).splitlines()
    assert max(cell_len(line) for line in lines if not line.startswith("not shown")) <= width


@pytest.mark.parametrize("width", [80, 100])
def test_who_said_what_comes_first_and_ids_last_or_not_at_all(width: int) -> None:
    text = show(make_result(), width)
    header = text.splitlines()[0]
    assert header.index("publisher") < header.index("speaker") < header.index("words")
    assert "told_to" not in header
    assert "quote_id" not in header or header.endswith("quote_id")
    assert "https://" not in text
    assert "We dug where the old map" in text
    assert re.search(r"not shown: .*url; --wide or --format record shows them", " ".join(text.split()))


def test_names_are_whole_before_instants_are() -> None:
    row = (datetime(2031, 5, 4, 6, 30, tzinfo=UTC), "The Skarrow Evening Echo", WORDS)
    text = show(Result(("published_at", "publisher", "words"), [row] * 2), 79)
    assert "│ The Skarrow Evening Echo │" in text


def test_a_list_is_shown_in_two_lines_before_it_is_cut() -> None:
    row = ("find_words", "words, around, limit, order, label, language", WORDS)
    text = show(Result(("name", "parameters", "question"), [row] * 2), 70)
    assert "language" in text


def test_ids_that_were_asked_for_are_shown_as_far_as_they_are_needed() -> None:
    result = Result(("quote_id", "speaker_name"), [("0123456789abcdef" * 2, "Ada Lund")])
    assert "01234567" in show(result, 80)


def test_wide_shows_every_column_whole() -> None:
    text = show(make_result(), 80, is_wide=True)
    assert all(name in text for name in COLUMNS)
    assert "0123456789abcdef" * 2 in text
    assert WORDS in text


def test_a_single_row_that_does_not_fit_is_shown_as_a_record() -> None:
    assert show(make_result(1), 80).startswith("── 1 of 1")


def test_a_limit_says_how_many_more_there_are() -> None:
    assert "50 of 120 rows; 70 more with --limit 0" in show(make_result(120), 100)
    assert "2 of 120 rows; 118 more with --limit 0" in show(make_result(120), 100, limit=2)
    assert "120 rows" in show(make_result(120), 100, limit=0)


def test_an_answer_without_rows_or_columns_is_told_so() -> None:
    assert "0 rows" in show(Result(COLUMNS, []), 80)
    assert "0 rows" in show(Result((), []), 80)


def test_piped_output_is_whole_and_the_same_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = set()
    for width in ("40", "200"):
        monkeypatch.setenv("COLUMNS", width)
        target = io.StringIO()
        show_result(make_result(120), "table", target, limit=None, is_wide=False)
        texts.add(target.getvalue())
    (text,) = texts
    assert text.count(WORDS) == 120
    assert "\x1b" not in text
    assert text.endswith("120 rows\n")


def test_what_is_longer_than_the_screen_goes_through_the_pager(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    kept = tmp_path / "paged"
    monkeypatch.setenv("PAGER", f"tee {kept}")
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("LINES", "10")
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w") as terminal:
        show_result(make_result(2), "table", terminal, limit=None, is_wide=False)
        assert not kept.exists()
        show_result(make_result(20), "table", terminal, limit=None, is_wide=False)
    os.close(leader)
    assert "20 rows" in kept.read_text()


HOSTILE = [
    "\x1b[2J", "\x1b[31;1m", "\x1b]0;a title\x07", "\x1b]8;;https://evil.example\x1b\\", "\x9b2J", "\x9d0;x\x9c",
    "\x1bc", "\x1b(0", "\x1bP1$r\x1b\\", "\x07", "\x08\x08", "\x00", "\x7f", "\x85", "\u202e", "\x1b", "\x1b[", "\x9b",
]  # fmt: skip


@pytest.mark.parametrize("form", ["table", "record"])
@pytest.mark.parametrize("sequence", HOSTILE)
def test_nothing_from_the_database_is_obeyed_by_the_terminal(form: str, sequence: str) -> None:
    result = Result((f"name{sequence}",), [(f"Ada{sequence}Lund",), ("x",)])
    text = show(result, 80, form).replace("\n", "")
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202e]", text)


@given(st.text())
def test_printable_text_holds_no_control_character_and_stays_so(text: str) -> None:
    clean = printable(text)
    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", clean)
    assert printable(clean) == clean


@given(st.text(alphabet=st.characters(exclude_categories=("Cc", "Cf", "Zl", "Zp"))))
def test_what_holds_none_is_left_as_it_is(text: str) -> None:
    assert printable(text) == text

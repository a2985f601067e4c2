"""Pairing of quotation marks: every convention of English news, and what is no quotation mark."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.quotes.marks import pair_marks

PAIRED = {
    "straight double": ('He said "yes" twice.', ["yes"]),
    "curly double": ("He said “yes” twice.", ["yes"]),
    "mixed glyphs": ('He said “yes" twice.', ["yes"]),
    "doubled singles": ("He said ''yes'' twice.", ["yes"]),
    "backticks": ("He said ``yes'' twice.", ["yes"]),
    "guillemets": ("He said « yes » twice.", [" yes "]),
    "reversed guillemets": ("He said »yes« twice.", ["yes"]),
    "low marks": ("He said „yes“ twice.", ["yes"]),
    "corner brackets": ("He said 「yes」 twice.", ["yes"]),
    "curly single": ("He said ‘yes’ twice.", ["yes"]),
    "straight single": ("He said 'yes' twice.", ["yes"]),
    "single in double": ("“She said ‘no’ to me.”", ["She said ‘no’ to me.", "no"]),
    "double in single": ("‘She said “no” to me.’", ["She said “no” to me.", "no"]),
    "three levels": ("“He said ‘she said “no” again’ then.”",
                     ["He said ‘she said “no” again’ then.", "she said “no” again", "no"]),
    "single and double closing at once": ("''They cried 'no'''", ["They cried 'no'", "no"]),
    "apostrophe inside single": ("‘It’s ours,’ he said.", ["It’s ours,"]),
    "plural possessive inside single": ("'The workers' rights are safe,' he said.", ["The workers' rights are safe,"]),
    "plural possessive": ("The workers' rights and the owners' rights", []),
    "decade": ("The '90s and the ’80s were loud.", []),
    "elision": ("rock 'n' roll, ’tis said, get 'em", []),
    "feet and inches": ("a board 6' 2\" high and 5' wide", []),
    "contraction": ("It's what they don't say.", []),
    "missing opening mark": ("We won,” said the keeper.", ["We won,"]),
    "missing closing mark": ("“We won, said Ada Lunn, the keeper.", ["We won,"]),
    "missing mark, then a sound pair": ("“We won, said Ada Lunn. “Twice,” she said.", ["We won,", "Twice,"]),
}  # fmt: skip


@pytest.mark.parametrize(("line", "inside"), PAIRED.values(), ids=PAIRED.keys())
def test_marks_of_a_line(line: str, inside: list[str]) -> None:
    marks = pair_marks([line])[0]
    assert [line[m.inner_start : m.inner_end] for m in marks] == inside


def test_depth_counts_from_the_outermost() -> None:
    assert [m.depth for m in pair_marks(["“He said ‘she said “no” again’ then.”"])[0]] == [0, 1, 2]


def test_a_mark_reopened_in_the_next_paragraph_continues() -> None:
    first, second = pair_marks(["“We sailed at dawn.", "“We came home at noon.”"])
    assert (first[0].continues, first[0].is_closed) == (True, False)
    assert (second[0].continues, second[0].is_closed) == (False, True)


def test_an_unclosed_mark_does_not_spoil_the_next_paragraph() -> None:
    _, second = pair_marks(["“We sailed at dawn, said Ada Lunn.", "The sea was calm. “Very,” she said."])
    assert [(m.inner_start, m.inner_end) for m in second] == [(19, 24)]


MARK_SOUP = st.text(alphabet=st.sampled_from("\"'“”‘’«»„‚`‹› .,?!-—aAsn1(\u200f\u0633\U0001f600"), max_size=120)


@given(st.lists(MARK_SOUP, max_size=4))
def test_marks_of_any_soup_nest_and_stay_inside(lines: list[str]) -> None:
    for line, marks in zip(lines, pair_marks(lines), strict=True):
        for mark in marks:
            assert 0 <= mark.start <= mark.inner_start < mark.inner_end <= mark.end <= len(line)
        outer = [m for m in marks if m.depth == 0]
        assert all(a.end <= b.start for a, b in itertools.pairwise(outer))


@pytest.mark.parametrize("unit", ['"a ', "'a ", "“a ‘b ", 'a" ', '\'a "b" ', "''' ", "s' ", "“A, said B. "])
def test_pairing_is_linear(unit: str) -> None:
    def seconds(count: int) -> float:
        line = unit * count
        started = time.process_time()
        pair_marks([line, line])
        return time.process_time() - started

    seconds(1_000)
    small, large = min(seconds(2_000) for _ in range(3)), min(seconds(16_000) for _ in range(2))
    assert large < 8 * 4 * small + 0.2

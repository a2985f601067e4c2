"""Marked text says what the text says, marks what the offsets mean, and lets nothing of it become HTML."""

from __future__ import annotations

import re
from html import unescape

from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from flows.app.differences import compare_texts, compare_words
from flows.app.marking import Mark, mark_context, mark_text, split_paragraphs
from flows.printable import printable

UNSEEN = re.compile(r'<span class="unseen">[^<]*</span>')
SETTING = re.compile(r'</?span(?: class="(?:content|source|cue)")?>')
words = st.text(st.sampled_from("ab<>&\"'“”é\U0001f600 \n"), max_size=40)


@st.composite
def texts_with_marks(draw: st.DrawFn) -> tuple[str, list[Mark]]:
    text = draw(words.filter(bool))
    place = st.integers(0, len(text))
    made = draw(
        st.lists(st.tuples(st.sampled_from(["content", "source", "cue"]), place, place), min_size=1, max_size=5)
    )
    return text, [Mark(kind, min(left, right), max(left, right)) for kind, left, right in made]


def read(html: Markup) -> str:
    """What a reader sees."""
    return unescape(SETTING.sub("", UNSEEN.sub("", html)))


@given(texts_with_marks())
def test_marked_paragraphs_read_as_the_text(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    expected = [printable(text[start:end], keep_lines=True) for start, end in split_paragraphs(text)]
    shown = mark_text(text, marks)
    assert [read(html) for html in shown] == expected
    assert all("<" not in SETTING.sub("", UNSEEN.sub("", html)) for html in shown)


@given(texts_with_marks())
def test_context_is_the_paragraphs_of_the_marks(case: tuple[str, list[Mark]]) -> None:
    text, marks = case
    everything = mark_text(text, marks)
    assert all(html in everything for html in mark_context(text, marks))


@given(st.text(st.sampled_from("ab<& "), min_size=1, max_size=20), st.data())
def test_a_mark_holds_its_characters(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    (html,) = mark_text(text, [Mark("source", start, end)])
    found = re.search(r'<span class="source"><span class="unseen">\[source: </span>(.*?)<span', html)
    assert found is not None
    assert unescape(found[1]) == text[start:end]


def test_a_quotation_over_two_paragraphs_is_marked_in_both() -> None:
    text = "He said: “One.\n\n“Two.”\n\nThree."
    first, second = mark_context(text, [Mark("content", 10, 14), Mark("content", 17, 21), Mark("source", 0, 2)])
    assert first.count('class="content"') == second.count('class="content"') == 1
    assert "Three" not in first + second


@given(words, words)
def test_a_difference_gives_both_texts_back(before: str, after: str) -> None:
    html = UNSEEN.sub("", compare_words(before, after))
    came = re.sub(r"<del>.*?</del>", "", html, flags=re.DOTALL)
    went = re.sub(r"<ins>.*?</ins>", "", html, flags=re.DOTALL)
    assert unescape(re.sub(r"</?ins>", "", came)) == printable(after, keep_lines=True)
    assert unescape(re.sub(r"</?del>", "", went)) == printable(before, keep_lines=True)


def test_only_paragraphs_that_differ_are_shown() -> None:
    (shown,) = compare_texts("One.\n\nTwo days.\n\nThree.", "One.\n\nTwo <b> days.\n\nThree.")
    assert "<b>" not in shown
    assert "&lt;b&gt;" in shown.replace("</span>", "").replace('<span class="unseen">', "")


def test_a_long_text_is_compared_in_no_time() -> None:
    before, after = "a " * 4000, "b " * 4000
    assert compare_words(before, after).startswith("<del>")

"""Bodies in the state that a page holds for its scripts."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.pages.page import Page, read_page
from transforms.pages.page_state import find_stated, holds_other_body

LINES = [
    "The harbour of Lindholm was closed for the night after a barge had lost its load of oranges in the basin.",
    "Children came with nets before the police did, and the police, it is said, came with nets as well.",
    "The owner of the oranges wants them back by Friday, washed and counted, or paid for at the price of lemons.",
]
TITLE = "Oranges close the harbour of Lindholm"
values = st.recursive(
    st.none() | st.integers() | st.text(max_size=20) | st.sampled_from([*LINES, TITLE]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abt"), inner, max_size=4),
)


def make_page(script: str) -> Page:
    page = read_page(f"<h1>{TITLE}</h1><p>{LINES[0]}</p>{script}")
    assert isinstance(page, Page)
    return page


def state(value: object) -> str:
    return f"<script type=application/json>{json.dumps(value)}</script>"


def test_paragraphs_of_pieces_are_joined_and_pictures_left_out() -> None:
    body = [
        {"type": "paragraph", "children": [{"text": LINES[0][:39]}, {"text": LINES[0][39:], "bold": True}]},
        {"type": "image", "text": "A picture of oranges in the basin at night"},
        {"type": "list", "children": [{"type": "li", "children": [{"text": line}]} for line in LINES[1:]]},
    ]
    assert find_stated(make_page(state({"x": {"body": body}})), LINES[:1], TITLE) == LINES


def test_references_are_followed() -> None:
    named = {f"P:{i}": {"text": line} for i, line in enumerate(LINES)}
    root = {"Story:1": {"title": TITLE, "body": [{"__ref": name} for name in named]}, **named}
    assert find_stated(make_page(state(root)), LINES[:1], TITLE) == LINES


def test_what_does_not_begin_as_shown_is_not_taken() -> None:
    page = make_page(state({"title": TITLE, "body": "".join(f"<p>{line}</p>" for line in LINES[1:] * 2)}))
    assert find_stated(page, LINES[:1], TITLE) == []
    assert holds_other_body(page, TITLE)


def test_a_list_of_stories_is_no_body() -> None:
    stories = [{"title": f"Story {i}", "text": line} for i, line in enumerate(LINES)]
    assert find_stated(make_page(state({"latest": stories})), LINES[:1], TITLE) == []


@settings(max_examples=40)
@given(values)
def test_any_state_gives_whole_texts_of_it_or_nothing(value: object) -> None:
    page = make_page(state([value, "x" * 200]))
    found = find_stated(page, LINES[:1], TITLE)
    assert not found or found[0] == LINES[0]


@pytest.mark.parametrize("part", ["={", "=[1,", '="', "='", '({"a":', "[" * 50, '{"text":[', "return {a:"])
def test_scripts_of_openings_are_read_in_time(part: str) -> None:
    page = make_page(f"<script>window.x={part * 20_000}{' '.join(LINES)}</script>")
    start = time.process_time()
    find_stated(page, LINES[:1], TITLE)
    assert time.process_time() - start < 2

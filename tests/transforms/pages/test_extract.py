"""Pages of our own making, one for each class of page a rule is for, and what should be read off them."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import FOUNDING
from transforms.pages.body import choose_body
from transforms.pages.candidates import score_density
from transforms.pages.extract import extract_article
from transforms.pages.metadata import Metadata
from transforms.pages.page import Page, read_page
from transforms.reasons import reasons_of
from transforms.values import Article, Document, Refusal
from transforms.whitespace import collapse

REASONS = reasons_of("page")
CASES = Path(__file__).parents[2] / "cases" / "pages"
SEEN = datetime(2032, 1, 1, tzinfo=UTC)
LIMIT = 1_000_000


def make_document(content: bytes, url: str | None = None, **hints: str) -> Document:
    return Document("d" * 32, "test", "page.html", content, "0" * 64, SEEN, url=url, **hints)


def read(content: bytes | str, url: str | None = None, **hints: str) -> Article | Refusal:
    data = content.encode() if isinstance(content, str) else content
    return extract_article(make_document(data, url, **hints), max_body_bytes=LIMIT)


def read_case(name: str) -> tuple[Article | Refusal, dict]:
    expected = json.loads((CASES / f"{name}.json").read_text())
    return read(
        (CASES / f"{name}.html").read_bytes(), expected.get("url_hint", "https://varn.example/local/1")
    ), expected


@pytest.mark.parametrize("name", sorted(path.stem for path in CASES.glob("*.html")))
def test_golden_page(name: str) -> None:
    article, expected = read_case(name)
    if "refusal" in expected:
        assert isinstance(article, Refusal), article
        assert article.reason == expected["refusal"]
        return
    assert isinstance(article, Article), article
    assert article.text.split("\n\n") == expected["paragraphs"]
    for name in (
        "title",
        "publisher",
        "published_precision",
        "section",
        "wire_agency",
        "url",
        "is_truncated",
        "language",
    ):
        if name in expected:
            assert getattr(article, name) == expected[name], name
    for name in ("authors", "tags"):
        if name in expected:
            assert list(getattr(article, name)) == expected[name]
    for name in ("published_at", "modified_at"):
        if name in expected:
            assert getattr(article, name) == datetime.fromisoformat(expected[name])
    if "images" in expected:
        assert [[i.url, i.caption, i.credit] for i in article.images if i.url] == expected["images"]


def test_gzip_gives_the_same_article() -> None:
    plain = (CASES / "headline_repeated.html").read_bytes()
    assert read(gzip.compress(plain)) == read(plain)


def test_hints_fill_what_the_page_does_not_give() -> None:
    page = (CASES / "headline_repeated.html").read_bytes()
    article = read(page, "https://varn.example/x", publisher="Courier", published="2031-04-01", language="en")
    assert isinstance(article, Article)
    assert (article.publisher, article.published_at, article.published_precision) == (
        "Courier",
        datetime(2031, 4, 1, tzinfo=UTC),
        "day",
    )
    assert article.evidence["publisher"] == article.evidence["published_at"] == "hint"


def test_plain_text_loses_its_aggregator_debris() -> None:
    text = (CASES / "aggregator.txt").read_text()
    article = read(text)
    assert isinstance(article, Article)
    assert article.title == "Varnmouth to close its old bridge in May"
    assert article.authors == ("Bo Lind",)
    assert article.is_truncated
    assert len(article.text.split("\n\n")) == 3
    for debris in ("cookies", "Read More", "Getty", "Bo Lind"):
        assert debris not in article.text
    assert article.images[0].credit == "Ulla Brandt/Getty Images"


@pytest.mark.parametrize("path", FOUNDING, ids=lambda path: path.name[:3])
def test_founding_articles(path: Path) -> None:
    article = read(path.read_bytes())
    assert isinstance(article, Article)
    assert article.title == path.read_text().strip().split("\n")[0]
    for debris in ("Getty", "pose for a photo", "cookies", "Read More", article.title):
        assert debris not in article.text
    assert article.is_truncated == path.name.startswith("002")
    assert article.language == "en"


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_an_article_or_a_documented_reason(content: bytes) -> None:
    result = read(b"<html><body><p>" + content if content[:1] > b"\x40" else content)
    assert isinstance(result, Article) or result.reason in REASONS


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_damaged_pages_give_an_article_or_a_documented_reason(data: st.DataObject) -> None:
    page = bytearray((CASES / data.draw(st.sampled_from(sorted(p.name for p in CASES.glob("*.html"))))).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        start = data.draw(st.integers(0, len(page) - 1))
        page[start : start + data.draw(st.integers(0, 60))] = data.draw(st.binary(max_size=12))
        if not page:
            break
    result = read(bytes(page))
    assert isinstance(result, Article) or result.reason in REASONS


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x00" * 50, "empty"),
        (b"%PDF-1.7 1 0 obj", "binary"),
        (b"%PDF-1.7 1 0 obj /Encrypt 2 0 R", "encrypted"),
        (gzip.compress(b"<p>words</p>" * 50, mtime=0)[:25], "truncated_gzip"),
        (gzip.compress(b"a" * (LIMIT + 1), mtime=0), "too_large"),
        (b"<html><body>" + b"<div>" * 5000 + b"deep", "nesting"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "feed"),
        (b'{"state": {"articles": []}}', "script_state"),
        (b"<html><body><p>Too short.</p></body></html>", "no_article"),
    ],
)
def test_bad_input_is_refused_with_its_reason(content: bytes, reason: str) -> None:
    result = read(content)
    assert isinstance(result, Refusal), result
    assert result.reason == reason


def test_density_speaks_for_the_prose_of_one_element() -> None:
    prose = "The bridge closes in May, the mayor of the town told reporters after the vote on Monday."
    page = read_page(
        f"<div><p>Short note of the day, with a stop at its end.</p></div><div>{('<p>' + prose) * 6}</div>"
    )
    assert isinstance(page, Page)
    assert score_density(page) == [0.0] + [1.0] * 6
    nothing = read_page("<div><a href='/'>Home</a></div>")
    assert isinstance(nothing, Page)
    assert score_density(nothing) == [0.0]


UNITS = {
    "paragraphs": "<p>The bridge closes in May, she said.</p>",
    "headings": "<h1>Bridge to close in May again</h1>",
    "figures": '<figure><img src="/a.jpg"><figcaption>The bridge at dusk</figcaption></figure>',
    "links": '<a href="/author/ada">Ada Moss</a> ',
    "breaks": "One line of text.<br>",
    "unclosed": "<div><p>Text of one",
    "cells": "<tr><td>Old bridge<td>4,100",
    "one_line": "word ",
    "list": "<li>Ferry</li>",
    "attributes": '<p class="related share newsletter" style="display:none">Words of it.</p>',
    "entities": "&amp;&#8212;&nbsp;",
    "inline": "<b><i>bold</i></b>",
}


@pytest.mark.parametrize("unit", UNITS.values(), ids=UNITS)
def test_a_page_of_one_thing_over_and_over_is_read_in_time(unit: str) -> None:
    page = "<html><body><table>" + unit * (250_000 // len(unit))
    start = time.process_time()
    result = read(page)
    assert time.process_time() - start < 10
    assert isinstance(result, Article) or result.reason in REASONS


def test_the_documented_reasons_are_the_reasons() -> None:
    text = (Path(__file__).parents[3] / "docs" / "extraction.md").read_text()
    for reason, meaning in REASONS.items():
        assert f"| `{reason}` | {meaning} |" in text


@given(
    st.text(alphabet="ab \u200b\u200c\u200d\u200e\u202b\u202c\u2067\u2069\u00ad\u0645\u06cc\u1780\u17d2\u0e01\u0301")
)
def test_what_spelling_needs_stays_and_the_rest_goes(text: str) -> None:
    kept = collapse(text)
    for char in "\u200c\u200d\u17d2\u0301":
        assert kept.count(char) == text.count(char)
    assert not set(kept) & set("\u200b\u202b\u202c\u2067\u2069\u00ad")
    assert collapse(kept) == kept


PROSE = "<p>The council of the town voted on Monday night to close the old bridge for good, the mayor said.</p>"


@pytest.mark.parametrize(
    "part",
    [
        "<x-b>c</x-b>",
        "<ul><li>one</li></ul>",
        "<h2>Sources</h2>",
        "<h3>2 comments</h3>",
        "<h1>Bridge</h1><div><time>21:35</time></div>",
        "<p>12:00</p><ol><li>one</li></ol>",
    ],
)
def test_pages_of_one_thing_are_read_in_linear_time(part: str) -> None:
    page = read_page("<h1>Bridge closes</h1>" + "<x-a>" * 100 + PROSE * 4 + part * 2_000 + PROSE)
    assert isinstance(page, Page)
    start = time.process_time()
    choose_body(page, Metadata(title="Bridge closes"))
    assert time.process_time() - start < 2

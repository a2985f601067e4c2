"""Whom to believe: a page may not put itself in the place of another site's, and what it claims stays to be seen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.helpers.article_rows import Page as Held
from tests.helpers.checks import find_broken_promises
from tests.helpers.warehouse import write_part
from tests.warehouse.test_loader import load_part, open_warehouse
from transforms.pages.metadata import Metadata, resolve_metadata
from transforms.pages.page import Page, read_page
from transforms.urls import find_site
from transforms.values import Document

SEEN = datetime(2032, 1, 1, tzinfo=UTC)
OWN, OTHER = "https://blog.example/2031/mayor", "https://paper.example/2031/mayor"
CLAIMS = {
    "canonical": '<link rel="canonical" href="{}">',
    "og:url": '<meta property="og:url" content="{}">',
    "url": '<script type="application/ld+json">{{"@type": "NewsArticle", "url": "{}"}}</script>',
    "page": '<script type="application/ld+json">{{"@type": "Article", "mainEntityOfPage": {{"@id": "{}"}}}}</script>',
}


def resolve(head: str, **told: object) -> Metadata:
    page = read_page(
        f"<html><head>{head}</head><body><h1>The mayor speaks</h1><p>Some words of prose.</p></body></html>"
    )
    assert isinstance(page, Page)
    facts = {"url": OWN, "origin": "web", "giver": OWN} | told
    return resolve_metadata(page, Document("d" * 32, "test", "a", b"", "0" * 64, SEEN, **facts))  # type: ignore[arg-type]


@pytest.mark.parametrize("claim", CLAIMS)
def test_what_another_site_owns_is_a_claim(claim: str):
    meta = resolve(CLAIMS[claim].format(OTHER))
    assert (meta.url, meta.claimed_url) == (OWN, OTHER)


@pytest.mark.parametrize("claim", CLAIMS)
@pytest.mark.parametrize(
    "url", ["https://blog.example/mayor", "https://www.blog.example/a", "http://amp.blog.example/b"]
)
def test_a_site_may_say_which_of_its_addresses_counts(claim: str, url: str):
    meta = resolve(CLAIMS[claim].format(url))
    assert (meta.url, meta.claimed_url) == (url, None)


@pytest.mark.parametrize("family", ["paper.example", "www.paper.example"])
def test_the_index_may_declare_a_family(family: str):
    meta = resolve(CLAIMS["canonical"].format(OTHER), family=("else.example", family))
    assert (meta.url, meta.claimed_url) == (OTHER, None)


def test_a_second_address_that_is_its_own_is_taken():
    meta = resolve(CLAIMS["canonical"].format(OTHER) + CLAIMS["og:url"].format("https://blog.example/m"))
    assert (meta.url, meta.claimed_url) == ("https://blog.example/m", OTHER)


@pytest.mark.parametrize(
    ("giver", "url"),
    [
        ("https://a.github.io/x", "https://b.github.io/x"),
        ("https://a.co.uk/x", "https://b.co.uk/x"),
        ("https://paper.example.evil.example/x", "https://paper.example/x"),
        ("https://evilpaper.example/x", "https://paper.example/x"),
        ("https://127.0.0.1/x", "https://127.0.0.2/x"),
        ("https://xn--e1aybc.example/x", "https://тест2.example/x"),
    ],
)
def test_neighbours_under_one_suffix_are_strangers(giver: str, url: str):
    meta = resolve(CLAIMS["canonical"].format(url), url=giver, giver=giver)
    assert meta.url == giver
    assert meta.claimed_url is not None


@pytest.mark.parametrize(
    "url", ["https://user@paper.example:8443/a", "https://PAPER.example./a", "http://m.paper.example"]
)
def test_one_site_however_its_address_is_written(url: str):
    assert find_site(url) == "paper.example"


def test_a_feed_has_full_texts_of_its_own_pages_only():
    feed = "https://blog.example/rss"
    head = CLAIMS["canonical"].format(OTHER)
    forged = resolve(head, url=OTHER, origin="feed", giver=feed)
    assert (forged.url, forged.claimed_url) == (None, OTHER)
    assert resolve(head, url=OTHER, origin="feed", giver=feed, family=("paper.example",)).url == OTHER
    assert resolve(CLAIMS["canonical"].format(OWN), origin="feed", giver=feed).url == OWN


@pytest.mark.parametrize("told", [{"origin": "file", "giver": None, "url": None}, {"origin": "archive"}])
def test_files_and_archives_are_believed(told: dict[str, object]):
    assert resolve(CLAIMS["canonical"].format(OTHER), **told).url == OTHER


@pytest.mark.parametrize(("origin", "order"), [("file", (0, 1, 2)), ("archive", (2, 1, 0)), ("feed", (1, 0, 2))])
def test_what_was_fetched_stands_before_what_claims_to_be_it(tmp_path: Path, origin: str, order: tuple[int, ...]):
    """Whichever is loaded first, and though the other calls itself newer."""
    pages = [
        Held("paper/ferry", "ferry", "“We waited,” said Ada Lund."),
        Held("mine/saved", "ferry", "“I lied,” said Ada Lund.", origin=origin, modified=500, published=500),
        Held("mine/other", "ferry", "“I lied again,” said Ada Lund.", origin=origin, modified=900),
    ]
    with open_warehouse(tmp_path) as con:
        for step, number in enumerate(order):
            load_part(con, write_part(tmp_path, [pages[number]], run=f"run{step}", hours=step))
        assert con.execute("SELECT text, version FROM articles").fetchall() == [("“We waited,” said Ada Lund.", 3)]
        assert con.execute("SELECT count(*) FROM history.articles").fetchall() == [(2,)]


def test_a_file_with_the_words_that_were_fetched_costs_nothing(tmp_path: Path):
    """Its location is the shorter one, and yet the row comes from what was asked for at its own address."""
    pages = [Held("paper/a/long/address", "ferry"), Held("mine/saved", "ferry", origin="file")]
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, pages))
        assert con.execute("SELECT location FROM articles").fetchall() == [("paper/a/long/address",)]
        assert find_broken_promises(con) == {}


def test_another_document_than_the_order_asks_for_is_found(tmp_path: Path):
    pages = [Held("paper/a/long/address", "ferry"), Held("mine/saved", "ferry", origin="file")]
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, pages))
        con.execute("UPDATE documents SET status = if(status = 'loaded', 'duplicate', 'loaded')")
        assert "one_document_stands_loaded" in find_broken_promises(con)

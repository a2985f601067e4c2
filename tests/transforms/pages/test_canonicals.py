"""Canonical addresses that are a page's own, and those that a template gives to every page."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.pages.canonicals import is_own_claim
from transforms.urls import normalise_address

TITLE = "Night ferry to Skerry Island will sail again"
HOST = "https://post.example"


@pytest.mark.parametrize(
    ("claimed", "own"),
    [
        ("/news/2031/night-ferry-skerry", "/news/2031/night-ferry-skerry?x=1"),
        ("/news/2031/night-ferry-skerry", "/amp/news/2031/night-ferry-skerry"),
        ("/news/2031/night-ferry-skerry", "/news/2031/night-ferry-skerry/2"),
        ("/news/2031/night-ferry-skerry", "/?p=77"),
        ("/faehre", "/faehre"),
        ("/a/4711203", "/print.php?id=4711203"),
        ("/article.php?id=7", "/article.php?id=7&page=2"),
        ("/world/story-4711203", "/short/4711203"),
        ("/x/kp93", "/go/1"),
        ("/news/skerry", "/n/1"),
        ("/новости/паром", "/n/1"),
    ],
)
def test_a_claim_that_nothing_speaks_against_is_believed(claimed: str, own: str) -> None:
    assert is_own_claim(normalise_address(HOST + claimed), [normalise_address(HOST + own)], [TITLE])


@pytest.mark.parametrize(
    ("claimed", "own"),
    [
        ("/news/", "/news/2031/night-ferry-skerry"),
        ("/breaking-news/", "/breaking-news/night-ferry-skerry"),
        ("/index.php", "/index.php?story=12"),
        ("/article.php", "/article.php?id=4711203"),
        ("/article.php?id=1", "/article.php?id=2"),
        ("/news/1001", "/news/1002"),
        ("/news/2031/paper-mill-cuts-shift", "/news/2031/night-ferry-skerry"),
        ("/2031/paper-mill-cuts-shift", "/news/77"),
        ("/n/paper", "/n/skerry"),
    ],
)
def test_a_claim_that_cannot_be_the_pages_own_is_not(claimed: str, own: str) -> None:
    assert not is_own_claim(normalise_address(HOST + claimed), [normalise_address(HOST + own)], [TITLE])


@pytest.mark.parametrize(
    ("claimed", "is_believed"),
    [
        ("/news/2031/night-ferry-skerry", True),
        ("/a/4711203", True),
        ("/1", True),
        ("/news/", False),
        ("/article.php", False),
        ("/news/2031/", False),
        ("/?lang=en", False),
        ("/2031/paper-mill-cuts-shift", False),
    ],
)
def test_a_file_knows_no_address_of_its_own(claimed: str, is_believed: bool) -> None:
    assert is_own_claim(HOST + claimed, [], [TITLE]) is is_believed


def test_versions_in_two_languages_are_two_pages() -> None:
    versions = [f"{HOST}/en/pier", f"{HOST}/de/pier"]
    assert not is_own_claim(versions[0], [versions[1]], ["Eine Mole"], versions)


@given(st.text(alphabet="ab1-/?=&.é", max_size=30), st.text(alphabet="ab1-/?=&.é", max_size=30), st.text(max_size=20))
def test_every_page_may_claim_the_address_where_it_was_found(path: str, other: str, title: str) -> None:
    own = normalise_address(f"{HOST}/{path}")
    assert is_own_claim(own, [own], [title])
    is_own_claim(normalise_address(f"{HOST}/{other}"), [own], [title])

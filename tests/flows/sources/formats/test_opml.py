"""Lists of feeds: read as other readers write them, written so that they come back the same."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from flows.sources.formats.opml import OpmlFeed, clean_name, read_opml, write_opml
from transforms.reasons import reasons_of
from transforms.values import Refusal

REASONS = reasons_of("opml")
CONTENT = (Path(__file__).parents[3] / "cases" / "opml" / "readers.opml").read_bytes()
MADE_AT = datetime(2031, 5, 2, 12, tzinfo=UTC)

words = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")), max_size=20).map(
    lambda text: " ".join(text.split())
)
names = words.map(clean_name).filter(bool)
feeds = st.builds(
    OpmlFeed,
    url=st.text("abc/?&=<>'\"%é", max_size=20).map(lambda path: f"https://a.example/{path}"),
    title=words.filter(bool),
    site_url=st.none() | st.sampled_from(["https://a.example/", "http://b.example/?a=1&b=2"]),
    categories=st.lists(st.lists(names, min_size=1, max_size=3).map("/".join), max_size=3, unique=True).map(tuple),
)


def test_a_list_as_readers_write_them() -> None:
    assert read_opml(CONTENT) == (
        OpmlFeed(
            "https://bote.example/atom.xml?a=1&b=2",
            "Bote & Söhne",
            "https://bote.example/",
            ("News/Coast", "harbours", "Küste Häfen"),
        ),
        OpmlFeed("http://courier.example/rss", "Courier", None, ("Küste Häfen",)),
        OpmlFeed("https://tidings.example/rdf", "Tidings", None, ("Küste Häfen",)),
        OpmlFeed("https://echo.example/f?a=1&copy=2", "Bare & damaged"),
    )


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32", "iso-8859-1"])
def test_charsets(charset: str) -> None:
    assert read_opml(CONTENT.decode().replace("utf-8", charset).encode(charset)) == read_opml(CONTENT)


def test_folders_for_readers_that_know_no_categories() -> None:
    written = write_opml(
        [
            OpmlFeed("https://a.example/1", "One", categories=("Coast/Ports", "Daily")),
            OpmlFeed("https://a.example/2", "Two", "https://a.example/", ("Coast",)),
            OpmlFeed("https://a.example/3"),
        ],
        "Sources \x00& more",
        MADE_AT,
    )
    root = etree.fromstring(written)
    assert root.findtext("head/title") == "Sources & more"
    assert root.findtext("head/dateCreated") == "Fri, 02 May 2031 12:00:00 +0000"
    assert root.xpath("//outline[@xmlUrl='https://a.example/1']/ancestor::outline/@text") == ["Coast", "Ports"]
    assert root.xpath("//outline[@xmlUrl='https://a.example/2']/../@text") == ["Coast"]
    assert root.xpath("/opml/body/outline/@text") == ["Coast", "https://a.example/3"]
    assert root.xpath("//outline[@xmlUrl]/@category") == ["/Coast/Ports,/Daily", "/Coast"]


@settings(max_examples=30, deadline=None)
@given(st.lists(feeds, max_size=6, unique_by=lambda feed: feed.url), words)
def test_what_is_written_is_read_again(listed: list[OpmlFeed], title: str) -> None:
    read = read_opml(write_opml(listed, title, MADE_AT))
    assert isinstance(read, tuple)
    assert sorted(read, key=str) == sorted(listed, key=str)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"\x89PNG....", "binary"),
        (b"<html><body><a href='https://a.example/'>a</a></body></html>", "not_opml"),
        (b"some words", "not_opml"),
        (
            b'<!DOCTYPE opml [<!ENTITY a SYSTEM "file:///etc/passwd">]><opml><body>&a;</body></opml>',
            "entity_declaration",
        ),
    ],
)
def test_what_is_no_list_is_told_apart(content: bytes, reason: str) -> None:
    found = read_opml(content)
    assert isinstance(found, Refusal)
    assert found.reason == reason
    assert reason in REASONS


def test_a_list_without_feeds_is_one() -> None:
    assert read_opml(b"<opml version='2.0'><body></body></opml>") == ()


@pytest.mark.parametrize(
    "content",
    [
        "<outline xmlUrl='https://a.example/' text='a'>" * 20_000,
        "".join(f"<outline text='{n}'><outline xmlUrl='https://a.example/' text='a'/>" for n in range(10_000)),
        "<outline xmlUrl='https://a.example/' category='" + ",".join(map(str, range(100_000))) + "'>",
    ],
)
def test_no_list_takes_time_that_grows_with_its_square(content: str) -> None:
    start = time.process_time()
    assert len(read_opml(f"<opml version='2.0'>{content}".encode())) == 1
    assert time.process_time() - start < 20


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8), st.floats(0, 1), st.binary(max_size=40))
def test_nothing_raises_whatever_the_bytes(flips: list[tuple[float, int]], cut: float, noise: bytes) -> None:
    data = bytearray(CONTENT)
    for place, byte in flips:
        data[int(place * (len(data) - 1))] = byte
    for content in (bytes(data), bytes(data[: int(cut * len(data))]) + noise, b"<opml>" + noise):
        found = read_opml(content)
        assert isinstance(found, tuple) or found.reason in REASONS

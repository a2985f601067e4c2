"""Whatever a feed consists of, its reader neither raises nor hangs nor follows its entities."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources.formats.feeds import Feed, find_feeds, parse_feed
from tests.helpers.feeds import ALL, CASES, REASONS, URL, item, read, refuse, rss


def test_entities_of_the_document_are_refused_however_they_are_written() -> None:
    bombs = [
        '<!DOCTYPE rss [<!ENTITY a "b">]><rss><channel><title>&a;</title></channel></rss>',
        '<!-- <rss> --><!DOCTYPE rss SYSTEM "<!--" [ <!ENTITY % p SYSTEM "file:///etc/passwd"> %p; ]><rss/>',
        "<!doctype rss [\n<!-- ]> --><!NOTATION n SYSTEM '<!--'><!entity a 'b'>]> <!-- --><rss/>",
    ]
    for bomb in bombs:
        assert refuse(bomb) == "entity_declaration"
        assert refuse(bomb.encode("utf-16")) == "entity_declaration"


def test_a_document_type_is_never_seen_by_a_parser() -> None:
    local = CASES / "rss091.xml"
    text = f'<!DOCTYPE rss SYSTEM "{local.as_uri()}" [<!ATTLIST rss version CDATA "2.0">]>' + rss(
        "<item><title>&x;</title></item>"
    )
    feed = read(text.replace('<?xml version="1.0"?>', ""))
    assert [entry.title for entry in feed.entries] == ["&x;"]


def test_an_entry_may_speak_of_entities() -> None:
    entry = item("<title><![CDATA[How <!DOCTYPE a [<!ENTITY b 'c'>]> works]]></title>")
    assert entry.title is not None
    assert entry.title.startswith("How")


@pytest.mark.parametrize(
    "content",
    [
        rss(f"<item><author>{'a' * 500_000}</author></item>"),
        rss(f"<item>{''.join(f'<category>{n}</category>' for n in range(15_000))}</item>"),
        rss("<item>" + "<a>" * 20_000),
        "<feed><entry>" + "<a xml:base='b/'>" * 40_000,
        "<rss>" + "<!DOCTYPE a [" * 50_000,
        "<rss>" + "<!--" * 100_000,
        "<rss>" + "<a '\"" * 10_000,
        "<rss>" + "&" * 50_000,
        rss(f"<item><title><![CDATA[{'<!--' * 100_000}]]></title></item>"),
        rss(f"<item><content:encoded><![CDATA[{'<script>' * 60_000}{'<!--' * 60_000}]]></content:encoded></item>"),
    ],
)
def test_no_content_takes_time_that_grows_with_its_square(content: str) -> None:
    start = time.process_time()
    parse_feed(content.encode(), None, URL)
    assert time.process_time() - start < 20


def test_a_feed_of_more_elements_than_anyone_reads_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.formats.feed_parsing.MAX_ELEMENTS", 100)
    feed = read(rss("<item><title>x</title></item>" * 100))
    assert 40 <= len(feed.entries) <= 50
    assert feed.damage is not None
    assert "more than 100 elements" in feed.damage


TOKENS = [
    "<",
    ">",
    "&",
    '"',
    "'",
    "]]>",
    "<![CDATA[",
    "<!--",
    "-->",
    "<item>",
    "</item>",
    "<entry>",
    "<content>",
    "</content>",
    "<author>",
    "<source>",
    "</source>",
    "<image>",
    "<textinput>",
    "<generator/>",
    "<category>",
    "<svg>",
    "<div>",
    "<media:content>",
    "<psc:chapter>",
    "<dcterms:valid>",
    "<contributor>",
    "<hour>",
    "<ttl>99999999999999999999</ttl>",
    "xml:base='http://['",
    "&#xD800;",
    "&#99999999999;",
    "<width>x</width>",
    "<cloud/>",
    "<body>",
]
MUTATIONS = st.tuples(
    st.sampled_from(sorted(ALL)),
    st.lists(st.tuples(st.floats(0, 1), st.sampled_from(TOKENS)), max_size=4),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
    st.sampled_from(["utf-8", "utf-16", "latin-1", "cp037", "windows-1251"]),
    st.sampled_from([None, "text/xml", "text/xml; charset=utf-16", "application/json; charset=\u00ff", "text/html"]),
)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(MUTATIONS)
def test_nothing_raises_whatever_the_bytes(mutation: tuple[Any, ...]) -> None:
    name, tokens, flips, cut, charset, media_type = mutation
    text = ALL[name].decode("latin-1")
    for place, token in tokens:
        text = text[: int(place * len(text))] + token + text[int(place * len(text)) :]
    data = bytearray(text.encode(charset, "replace"))
    for place, byte in flips:
        data[int(place * (len(data) - 1))] = byte
    for content in (bytes(data), bytes(data[: int(cut * len(data))])):
        found = parse_feed(content, media_type, URL)
        assert isinstance(found, Feed) or found.reason in REASONS
        find_feeds(content, URL, media_type=media_type)


@settings(max_examples=50, deadline=None)
@given(
    st.binary(max_size=300),
    st.sampled_from([b"", b"<rss>", b"<feed>", b"{", b"<rss><channel><item><link>", b"\x1f\x8b"]),
)
def test_nothing_raises_on_noise(noise: bytes, start: bytes) -> None:
    found = parse_feed(start + noise, None, URL)
    assert isinstance(found, Feed) or found.reason in REASONS

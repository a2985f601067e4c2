"""Sitemaps of every kind: what is read off them, what is refused, and what lies within a source's time."""

from __future__ import annotations

import gzip
import resource
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from flows.sources.formats import sitemaps
from flows.sources.formats.sitemaps import REASONS, Sitemap, SitemapEntry, is_within, parse_sitemap, unpack
from transforms.values import Refusal

CASES = Path(__file__).parents[3] / "cases" / "sitemaps"
ALL = {path.name: path.read_bytes() for path in sorted(CASES.iterdir())}
FEED = (Path(__file__).parents[3] / "cases" / "feeds" / "rss20.xml").read_bytes()
URL = "https://courier.example/sitemap.xml"
SINCE = datetime(2031, 5, 2, 12, tzinfo=UTC)


def read(content: bytes | str, url: str = URL) -> Sitemap:
    found = parse_sitemap(content.encode() if isinstance(content, str) else content, url)
    assert isinstance(found, Sitemap), found
    return found


def refuse(content: bytes | str) -> str:
    found = parse_sitemap(content.encode() if isinstance(content, str) else content, URL)
    assert isinstance(found, Refusal), found
    assert found.detail
    return found.reason


def urlset(*locations: str) -> str:
    return "<urlset>" + "".join(f"<url><loc>{location}</loc></url>" for location in locations) + "</urlset>"


def test_a_news_sitemap_with_pictures_and_films_that_have_titles_of_their_own() -> None:
    found = read(ALL["news.xml"])
    assert (found.kind, found.damage) == ("urlset", None)
    assert found.entries == (
        SitemapEntry(
            location="https://courier.example/news/bridge?id=4&page=1",
            lastmod="2031-05-03",
            title="Bridge at Ostby closes & ferries run",
            published="2031-05-02T11:30:15+00:00",
            publisher="Varnland Courier",
            language="en",
        ),
        SitemapEntry(location="https://courier.example/news/2031/04/30/ferries"),
        SitemapEntry(location="https://other.example/guest", is_foreign=True),
    )


def test_an_index_under_another_namespace() -> None:
    found = read(ALL["index.xml"])
    assert (found.kind, found.damage) == ("index", None)
    assert all(entry.is_sitemap for entry in found.entries)
    assert found.entries[0].lastmod == "2031-05-03T08:00:00+00:00"
    assert [entry.location.rpartition("/")[2] for entry in found.entries] == [
        "sitemap-news.xml",
        "sitemap-2031-04.xml.gz",
        "sitemap-2019.xml",
        "sections.xml",
    ]


def test_a_list_of_addresses() -> None:
    found = read(ALL["list.txt"])
    assert found.kind == "text"
    assert [entry.location for entry in found.entries][1] == "https://courier.example/b?x=1&y=2"
    assert [entry.is_foreign for entry in found.entries] == [False, False, True, False, False]


def test_a_feed_is_a_sitemap_too() -> None:
    found = read(FEED)
    assert found.kind == "feed"
    assert [entry.published for entry in found.entries] == [
        "2031-05-02T11:30:15+00:00",
        "2031-05-02",
        "2031-05-03T08:00:00+00:00",
    ]
    assert found.entries[0].title == "Bridge at Ostby closes in May, R&D wing stays"
    assert found.entries[0].publisher == "Varnland Courier & Ledger: News"


@pytest.mark.parametrize("name", sorted(ALL))
def test_gzip_is_told_by_its_first_bytes_and_charsets_by_theirs(name: str) -> None:
    content = ALL[name]
    assert read(gzip.compress(content)) == read(content)
    assert read(b"\xef\xbb\xbf" + content) == read(content)
    assert read(b"\n  " + content) == read(content)
    if name.endswith(".xml"):
        assert read(content.decode().encode("utf-16")) == read(content)


def test_damage_leaves_what_came_before_it() -> None:
    content = urlset(*(f"https://courier.example/{number}" for number in range(100))).encode()
    cut = read(content[:2000])
    assert 20 < len(cut.entries) < 60
    assert cut.damage is not None
    assert cut.damage.startswith("damaged: ")
    torn = read(gzip.compress(content, 1)[:-20])
    assert torn.entries[:20] == read(content).entries[:20]
    assert "gzip" in (torn.damage or "")
    assert refuse(b"<urlset><url") == "unreadable"


def test_bare_ampersands_are_mended() -> None:
    found = read(urlset("https://courier.example/a?x=1&y=2", "https://courier.example/b?x=1&amp;y=2"))
    assert [entry.location for entry in found.entries] == [
        "https://courier.example/a?x=1&y=2",
        "https://courier.example/b?x=1&y=2",
    ]
    assert found.damage == "bare ampersands"


def test_limits_on_count_and_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemaps, "MAX_LOCATIONS", 10)
    locations = [f"https://courier.example/{number}" for number in range(30)]
    for content in (urlset(*locations), "\n".join(locations)):
        found = read(content)
        assert len(found.entries) == 10
        assert found.damage == "cut at 10 locations"
    assert read(urlset(*locations[:10])).damage is None
    bomb = gzip.compress(b"<urlset><url><loc>/a</loc></url>" + b" " * 1_000_000)
    found = parse_sitemap(bomb, URL, max_bytes=10_000)
    assert isinstance(found, Sitemap)
    assert found.damage is not None
    assert found.damage.startswith("cut at 10000 bytes")
    assert len(found.entries) == 1


def test_nesting_without_end_is_cut() -> None:
    found = read(urlset("https://courier.example/a")[:-9] + "<url>" * 100_000)
    assert len(found.entries) == 1
    assert found.damage == "cut at 204 elements, 201 deep"


def test_a_location_longer_than_the_protocol_allows_is_left_out() -> None:
    assert len(read(urlset("https://courier.example/" + "a" * 3000, "https://courier.example/b")).entries) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "binary"),
        (b"<!doctype html><html><body>Not found</body></html>", "web_page"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>/&a;</loc></url></urlset>', "entity_declaration"),
        (b"<note/>", "not_a_sitemap"),
        (b"no address here\nnor here", "not_a_sitemap"),
        (b'{"json": 1}', "not_a_sitemap"),
        (b'<?xml version="1.0" encoding="utf-7"?>\n+ADw-urlset+AD4-', "not_a_sitemap"),
    ],
)
def test_what_is_no_sitemap_is_told_apart(content: bytes, reason: str) -> None:
    assert refuse(content) == reason
    assert reason in REASONS


def test_an_empty_sitemap_is_one() -> None:
    assert read("<urlset></urlset>") == Sitemap("urlset", URL)


def test_a_sitemap_is_parsed_without_a_tree_in_memory() -> None:
    content = (urlset("https://courier.example/a")[:-15] + "<y/>" * 300_000 + "</url></urlset>").encode()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert len(read(content).entries) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 15_000  # kilobytes; a tree takes 36,000


def entry(location: str = "https://a.example/x", *, is_sitemap: bool = False, **fields: str) -> SitemapEntry:
    return SitemapEntry(location, is_sitemap=is_sitemap, **fields)


@pytest.mark.parametrize(
    ("listed", "expected"),
    [
        (entry(published="2031-05-03T00:00:01+00:00"), True),
        (entry(published="2031-05-01", lastmod="2031-05-09"), False),  # what was published before was but touched
        (entry(lastmod="2031-05-02T11:59:59+00:00"), False),
        (entry(lastmod="2031-05-02"), True),  # a day counts whole
        (entry("https://a.example/2031/05/03/x"), True),
        (entry("https://a.example/2031/04/03/x"), False),
        (entry("https://a.example/2031/05/bridge"), True),
        (entry("https://a.example/2031/04/bridge"), False),
        (entry(), True),
        (entry("https://a.example/sitemap-2031-05.xml", is_sitemap=True), True),
        (entry("https://a.example/sitemap-2031-04.xml", is_sitemap=True), False),
        (entry("https://a.example/sitemap.xml?yyyy=2031&mm=04", is_sitemap=True), False),
        (entry("https://a.example/2031/sitemap.xml", is_sitemap=True), True),
        (entry("https://a.example/sitemap-2019.xml", is_sitemap=True, lastmod="2031-05-03"), True),
        (entry("https://a.example/sitemap-4.xml", is_sitemap=True), True),
    ],
)
def test_what_lies_within_a_source_s_time(listed: SitemapEntry, expected: bool) -> None:
    assert is_within(listed, SINCE) is expected


def test_a_page_without_a_date_is_as_new_as_the_sitemap_that_an_index_dates() -> None:
    assert is_within(entry(), SINCE, listed_as=entry(is_sitemap=True, lastmod="2031-05-03"))
    assert is_within(entry(), SINCE, listed_as=entry("https://a.example/2031-05.xml", is_sitemap=True))
    assert not is_within(entry(), SINCE, listed_as=entry(is_sitemap=True, lastmod="2031-04-03"))
    assert not is_within(entry(), SINCE, listed_as=entry(is_sitemap=True))


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(sorted(ALL)),
    st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8),
    st.floats(0, 1),
    st.booleans(),
)
def test_nothing_raises_whatever_the_bytes(name: str, flips: list[tuple[float, int]], cut: float, packed: bool) -> None:
    data = bytearray(gzip.compress(ALL[name]) if packed else ALL[name])
    for place, byte in flips:
        data[int(place * (len(data) - 1))] = byte
    for content in (bytes(data), bytes(data[: int(cut * len(data))])):
        found = parse_sitemap(content, URL)
        assert isinstance(found, Sitemap) or found.reason in REASONS


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"<urlset>", b"<urlset><url><loc>", b"http://", b"\x1f\x8b"]))
def test_nothing_raises_on_noise(noise: bytes, start: bytes) -> None:
    found = parse_sitemap(start + noise, URL)
    assert isinstance(found, Sitemap) or found.reason in REASONS


@given(
    st.lists(st.binary(max_size=300), max_size=30), st.integers(1, 4000), st.sampled_from([b"", b"\x1f\x8b", b"tail"])
)
def test_gzip_of_many_members_is_read_as_one(parts: list[bytes], limit: int, tail: bytes) -> None:
    whole = b"".join(parts)
    content = b"".join(map(gzip.compress, parts)) + tail
    got, damage = unpack(content, limit)
    if parts:
        assert got == whole[:limit]
        assert damage == f"cut at {limit} bytes" or len(whole) <= limit


def test_countless_members_take_no_more_reading_than_one() -> None:
    """Each used to copy all that followed. Bytes given to zlib are counted, not seconds."""
    fed, make = 0, zlib.decompressobj

    class Counting:
        def __init__(self) -> None:
            self.member = make(wbits=31)

        def decompress(self, data: bytes, limit: int) -> bytes:
            nonlocal fed
            fed += len(data)
            return self.member.decompress(data, limit)

        def __getattr__(self, name: str) -> object:
            return getattr(self.member, name)

    content = gzip.compress(b"x") * 2000
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("flows.sources.formats.sitemaps.zlib.decompressobj", lambda wbits: Counting())
        assert unpack(content, 10_000) == (b"x" * 2000, None)
    assert fed < 20 * len(content)

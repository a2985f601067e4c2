"""Feeds of every kind: what is read off them, what is refused, and that nothing makes the reader raise or hang."""

from __future__ import annotations

import gzip
import json
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml.html import document_fromstring

from flows.sources.formats.feeds import Entry, Feed, find_feeds, number_entries, parse_feed, render_entry
from transforms.pages.extract import extract_article
from transforms.reasons import reasons_of
from transforms.values import Article, Document, Refusal

REASONS = reasons_of("feed")
CASES = Path(__file__).parents[3] / "cases" / "feeds"
ALL = {path.name: path.read_bytes() for path in sorted(CASES.iterdir())}
URL = "https://feeds.example/courier/feed"
LONG = "The old bridge at Ostby closes in May, and the ferries will run every hour until the works end. " * 8


def read(content: bytes | str, media_type: str | None = None, url: str = URL) -> Feed:
    found = parse_feed(content.encode() if isinstance(content, str) else content, media_type, url)
    assert isinstance(found, Feed), found
    return found


def refuse(content: bytes | str, media_type: str | None = None) -> str:
    found = parse_feed(content.encode() if isinstance(content, str) else content, media_type, URL)
    assert isinstance(found, Refusal), found
    assert found.detail
    return found.reason


def rss(items: str, channel: str = "") -> str:
    spaces = (
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd"'
    )
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>T</title>{channel}{items}</channel></rss>'


def item(inner: str) -> Entry:
    return read(rss(f"<item>{inner}</item>")).entries[0]


def test_rss_with_all_that_news_feeds_hold() -> None:
    feed = read(ALL["rss20.xml"])
    assert feed.title == "Varnland Courier & Ledger: News"
    assert (feed.url, feed.site_url, feed.hub) == (URL, "https://courier.example/", "https://hub.example/")
    assert (feed.language, feed.version, feed.damage) == ("en", "rss20", None)
    assert (feed.ttl_seconds, feed.skip_hours, feed.skip_days) == (1800, {0, 1}, {6})
    assert feed.entries[0] == Entry(
        link="https://courier.example/news/2031/05/02/bridge?id=4&utm_source=rss",
        title="Bridge at Ostby closes in May, R&D wing stays",
        published="2031-05-02T11:30:15+00:00",
        authors=("Ada Quill", "Bo Ferrand"),
        tags=("Transport", "Ostby"),
        guid="courier-1",
    )
    assert [entry.link for entry in feed.entries[1:]] == [
        "https://courier.example/news/ferries",
        "https://courier.example/news/prices",
        None,
    ]
    assert [entry.title for entry in feed.entries[1:]] == [
        "Ferries “every hour” from June",
        "Prices if a < b hold",
        "No address at all",
    ]
    assert [entry.published for entry in feed.entries[1:]] == ["2031-05-02", "2031-05-03T08:00:00+00:00", None]
    assert [entry.authors for entry in feed.entries[1:]] == [("Cleo Marsh",), (), ()]


def test_atom_with_bases_languages_and_three_kinds_of_title() -> None:
    feed = read(ALL["atom.xml"])
    assert (feed.title, feed.language, feed.version) == ("Varnländer Bote", "de", "atom10")
    assert (feed.site_url, feed.hub) == ("https://bote.example/", "https://hub.example/")
    assert feed.entries[0] == Entry(
        link="https://archiv.example/2031/faehre",
        title="Fähre verkehrt wieder",
        published="2031-05-02T08:15:30+00:00",
        updated="2031-05-03T07:59:59+00:00",
        authors=("Ina Tang", "Jan Olm"),
        tags=("Verkehr",),
        guid="tag:bote.example,2031:1",
        language="de",
    )
    second = feed.entries[1]
    assert (second.title, second.language) == ("AT&amp;T <b> stays as it is", "en")
    assert (second.link, second.published, second.updated) == ("https://bote.example/feeds/english", None, "2031-05-01")


def test_rdf_takes_its_one_date_for_that_of_publication() -> None:
    feed = read(ALL["rdf.xml"], "application/rdf+xml")
    assert (feed.version, feed.language, feed.ttl_seconds) == ("rss10", "fr", 6 * 3600)
    entry = feed.entries[0]
    assert (entry.title, entry.authors, entry.tags) == ("Le pont de l'été", ("Zoé Lamarr",), ("Ponts",))
    assert entry.published == "2031-05-02T08:15:00+00:00"


def test_rss_091_with_its_external_document_type() -> None:
    feed = read(ALL["rss091.xml"])
    assert (feed.version, feed.damage) == ("rss091u", None)
    assert [entry.link for entry in feed.entries] == [
        "http://skarrow.example/mine.html",
        "http://skarrow.example/council.html",
    ]


def test_json_feed_of_both_versions() -> None:
    feed = read(ALL["jsonfeed.json"], "application/feed+json")
    assert (feed.title, feed.version, feed.language) == ("Noll's Notes", "json1.1", "en")
    assert (feed.site_url, feed.hub) == ("https://noll.example/", "https://hub.example/")
    assert feed.entries[0] == Entry(
        link="https://noll.example/notes/7",
        title="Tides & <times>",
        published="2031-05-02T08:15:00+00:00",
        updated="2031-05-03",
        authors=("Nora Noll",),
        tags=("tides", "harbour"),
        guid="7",
    )
    assert feed.entries[1].link == "https://elsewhere.example/8"
    assert feed.entries[1].authors == ("Per Lund",)
    assert feed.entries[2] == Entry(link=None)


def test_damaged_feed_gives_what_can_be_read_and_says_what_was_wrong() -> None:
    feed = read(ALL["damaged.xml"])
    assert feed.title == "Echo & Sons"
    assert [(entry.link, entry.title) for entry in feed.entries[:2]] == [
        ("https://echo.example/a?x=1&y=2", "Café opens & closes"),
        ("https://echo.example/b", "Second"),
    ]
    assert feed.damage == "85 characters before the feed; line 3: not well-formed (invalid token)"


@pytest.mark.parametrize(
    "media_type",
    [
        "text/html; charset=utf-8",
        "text/plain",
        "application/xml; charset=us-ascii",
        "application/octet-stream",
        "",
        ";;=",
    ],
)
def test_the_content_counts_and_not_what_the_server_calls_it(media_type: str) -> None:
    assert read(ALL["atom.xml"], media_type) == read(ALL["atom.xml"])
    assert read(ALL["jsonfeed.json"], media_type) == read(ALL["jsonfeed.json"])


@pytest.mark.parametrize(
    "charset", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "utf-32-be", "windows-1251"]
)
@pytest.mark.parametrize("declared", ["utf-8", "windows-1251", "no-such-charset"])
def test_charsets_that_the_header_or_the_declaration_lie_about(charset: str, declared: str) -> None:
    title = "Старый мост закроют в мае, сказала мэр города журналистам"
    text = (
        f'<?xml version="1.0" encoding="{declared}"?><rss><channel><item><title>{title}</title></item></channel></rss>'
    )
    for media_type in (None, f"text/xml; charset={declared}", "text/xml"):
        assert read(text.encode(charset), media_type).entries[0].title == title


def test_gzip_is_told_by_its_first_bytes() -> None:
    assert read(gzip.compress(ALL["atom.xml"])) == read(ALL["atom.xml"])
    assert refuse(gzip.compress(ALL["atom.xml"])[:-200]) == "truncated_gzip"


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
    ("content", "reason"),
    [
        (b"", "empty"),
        (b" \n\t", "empty"),
        (b"%PDF-1.7 and more", "binary"),
        (b"<!DOCTYPE html><html><head><title>News</title></head><body><p>feed</p></body></html>", "web_page"),
        (b"<head><title>x</title></head>", "web_page"),
        (b"<urlset><url><loc>https://a.example/</loc></url></urlset>", "sitemap"),
        (b"<opml version='2.0'><body/></opml>", "opml"),
        (b"<note><to>Ada</to></note>", "not_a_feed"),
        (b"Just words.", "not_a_feed"),
        (b'{"items": []}', "not_a_feed"),
        (b"{" * 200_000, "not_a_feed"),
        (b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 100_000, "not_a_feed"),
        (b"<rss", "unreadable"),
    ],
)  # fmt: skip
def test_what_is_no_feed_is_told_apart(content: bytes, reason: str) -> None:
    assert refuse(content) == reason
    assert reason in REASONS


def test_a_limit_on_what_gzip_unpacks_to() -> None:
    found = parse_feed(gzip.compress(b"<rss>" + b" " * 100_000), None, URL, max_bytes=10_000)
    assert isinstance(found, Refusal)
    assert found.reason == "too_large"


def test_relative_links_of_rss_are_of_the_site_and_not_of_the_host_that_serves_the_feed() -> None:
    site = "<link>https://courier.example/news/</link>"
    assert (
        read(rss("<item><link>bridge?a=1</link></item>", site)).entries[0].link
        == "https://courier.example/news/bridge?a=1"
    )
    assert read(rss("<item><link>/bridge</link></item>")).entries[0].link == "https://feeds.example/bridge"


def test_bases_of_atom_add_up() -> None:
    feed = read(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="/b/"><entry xml:base="c/"><link href="d"/></entry>'
        '<entry><link href="e" xml:base="../f/"/></entry></feed>'
    )
    assert [entry.link for entry in feed.entries] == ["https://feeds.example/b/c/d", "https://feeds.example/f/e"]


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "file:///etc/passwd", "http://[", "", "   ", "ftp://a.example/x"]
)
def test_links_that_are_no_web_addresses_are_none(link: str) -> None:
    assert item(f"<link>{link}</link>").link is None


@pytest.mark.parametrize(
    ("raw", "title"),
    [
        ("Bread &lt;b&gt;and&lt;/b&gt;, salt", "Bread and, salt"),
        ("Bread&lt;br/&gt;and salt", "Bread and salt"),
        ("Bread &lt;b&gt;and salt", "Bread and salt"),
        ("&lt;p&gt;Bread&lt;/p&gt;&lt;p&gt;Salt&lt;/p&gt;", "Bread Salt"),
        ("If a &lt; b, then &lt;c&gt;", "If a < b, then <c>"),
        ("<![CDATA[Tom &amp; Ann]]>", "Tom & Ann"),
        ("Tom &amp;amp;amp; Ann", "Tom &amp; Ann"),
        ("  Two\n  lines ", "Two lines"),
        ("x" * 5000, "x" * 1000),
        ("", None),
    ],
)
def test_titles_of_rss_are_text_though_feeds_put_markup_there(raw: str, title: str | None) -> None:
    assert item(f"<title>{raw}</title>").title == title


def test_control_characters_that_json_smuggles_in_are_no_part_of_any_field() -> None:
    member = "a\x00b\x1b\ud800"
    fields = {"id": member, "title": member, "url": member, "tags": [member], "authors": [{"name": member}]}
    feed = {"version": "https://jsonfeed.org/version/1", "title": member, "items": [fields]}
    found = read(json.dumps(feed))
    entry = found.entries[0]
    assert {found.title, entry.title, entry.guid, *entry.tags, *entry.authors} == {"a b �"}
    assert (entry.link or "").isascii()


def test_full_text_is_content_of_some_length_and_no_summary() -> None:
    full = f"<p>{LONG}</p><script>x()</script>"
    assert (
        item(f"<link>/a</link><link>/a</link><content:encoded><![CDATA[{full}]]></content:encoded>").content_html
        == full
    )
    assert item(f"<link>/a</link><link>/a</link><description><![CDATA[{full}]]></description>").content_html is None
    assert (
        item(
            f"<link>/a</link><itunes:summary>{LONG}</itunes:summary><description>{LONG} more</description>"
        ).content_html
        is None
    )
    assert (
        item("<link>/a</link><link>/a</link><content:encoded>The old bridge closes.</content:encoded>").content_html
        is None
    )


@pytest.mark.parametrize(
    "end", ["…", " [...]", "[&#8230;]", '<a href="/x">Continue reading &raquo;</a>', "Read more »"]
)
def test_text_that_breaks_off_is_no_full_text(end: str) -> None:
    assert (
        item(
            f"<link>/a</link><link>/a</link><content:encoded><![CDATA[<p>{LONG}{end}</p>]]></content:encoded>"
        ).content_html
        is None
    )


def test_full_text_of_atom_is_xhtml_plain_text_or_html() -> None:
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="https://a.example/1"/>{}</entry></feed>'
    xhtml = (
        f'<content type="xhtml" xml:base="/b/"><div xmlns="http://www.w3.org/1999/xhtml"><p>{LONG}</p></div></content>'
    )
    entry = read(atom.format(xhtml)).entries[0]
    assert (entry.content_html, entry.base) == (f"<p>{LONG}</p>", "https://feeds.example/b/")
    plain = read(atom.format(f"<content>{LONG}\n\n1 &lt; 2</content>")).entries[0].content_html
    assert plain == f"<p>{LONG.strip()}</p><p>1 &lt; 2</p>"
    assert read(atom.format("<content> \n </content>")).entries[0].content_html is None
    assert read(atom.format(f'<content type="image/png">{LONG}</content>')).entries[0].content_html is None
    assert (
        read(atom.format('<content src="https://a.example/1.html" type="text/html"/>')).entries[0].content_html is None
    )


def test_full_text_of_a_json_feed() -> None:
    feed = {
        "version": "https://jsonfeed.org/version/1",
        "items": [{"content_text": LONG}, {"content_html": f"<p>{LONG}"}],
    }
    entries = read(json.dumps(feed)).entries
    assert [entry.content_html for entry in entries] == [f"<p>{LONG.strip()}</p>", f"<p>{LONG}"]


def test_an_entry_as_a_page_says_all_that_the_feed_said() -> None:
    entry = Entry(
        link='https://a.example/1?x="&y=2',
        title="Bread & <butter>",
        published="2031-05-02",
        authors=("Ada Quill",),
        content_html=f"<p>{LONG}</p>",
        base="https://a.example/b/",
    )
    tree = document_fromstring(render_entry(entry, Feed("Courier", URL, language="en")))
    assert tree.xpath("//link/@href") == [entry.link]
    assert tree.xpath("//h1/text()") == tree.xpath("//title/text()") == [entry.title]
    assert tree.xpath("//meta/@content")[:4] == [entry.title, "Courier", "2031-05-02", "Ada Quill"]
    assert tree.xpath("//article/p/text()") == [LONG]
    with pytest.raises(ValueError, match="no full text"):
        render_entry(Entry(link=None), Feed("Courier", URL))


def test_an_entry_as_a_page_is_read_as_the_article_that_it_is() -> None:
    paragraphs = [
        "The old bridge at Ostby closes in May, the mayor said on Monday, and the ferries will run every hour.",
        "“We had no choice,” said Ada Quill, who heads the council. “The piers are cracked.”",
        "The works will take two years and cost four million crowns, according to a report of the council.",
        "Traders on both banks fear for their customers, and several have asked the council for help.",
    ]
    content = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    feed = read(
        rss(
            "<item><title>Bridge closes</title><link>https://a.example/1</link><dc:creator>Bo Ferrand</dc:creator>"
            "<pubDate>Fri, 02 May 2031 06:30:15 GMT</pubDate>"
            f"<content:encoded><![CDATA[{content}]]></content:encoded></item>"
        )
    )
    page = render_entry(feed.entries[0], feed)
    document = Document("d", "s", "https://a.example/1", page, "0" * 64, datetime(2031, 5, 3, tzinfo=UTC))
    article = extract_article(document, max_body_bytes=1_000_000)
    assert isinstance(article, Article)
    assert (article.url, article.title, article.authors) == ("https://a.example/1", "Bridge closes", ("Bo Ferrand",))
    assert article.published_at == datetime(2031, 5, 2, 6, 30, 15, tzinfo=UTC)
    assert article.text.split("\n\n") == paragraphs


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("Fri, 02 May 2031 06:30:15 GMT", "2031-05-02T06:30:15+00:00"),
        ("Fri, 2 May 31 06:30 EST", "2031-05-02T11:30:00+00:00"),
        ("Fri, 02 May 2031 06:30:15", "2031-05-02"),  # without a zone only the day is known
        ("Fri, 02 May 2031 06:30:15 GMT+0200", "2031-05-02T04:30:15+00:00"),
        ("ven., 02 août 2031 06:30:15 +0200", "2031-08-02T04:30:15+00:00"),
        ("vie, 02 dic 2031 06:30:15 +0000", "2031-12-02T06:30:15+00:00"),
        ("2031-05-02T06:30:15Z", "2031-05-02T06:30:15+00:00"),
        ("2031-05-02", "2031-05-02"),
        ("May 2, 2031", "2031-05-02"),
        ("1 Jan 2999 10:00:00 GMT", "2999-01-01T10:00:00+00:00"),  # absurd, and for the transforms to judge
        ("2031-05", None),
        ("31", None),
        ("99 May 2031 25:99:99 GMT", None),
        ("never", None),
    ],
)
def test_dates(raw: str, expected: str | None) -> None:
    assert item(f"<pubDate>{raw}</pubDate>").published == expected


def test_autodiscovery_ranks_what_the_page_names() -> None:
    page = b"""<!doctype html><html><head><base href="https://courier.example/news/">
      <link rel="alternate" type="application/rss+xml" title="Comments on the news" href="/comments/feed">
      <link rel="alternate" type="application/json" href="/wp-json/1">
      <link rel="stylesheet alternate" type="text/css" href="/style.css">
      <link rel="Alternate" type="application/atom+xml; charset=utf-8" href="atom.xml">
      <link rel="alternate" type="application/feed+json" href="//json.example/feed">
      <link rel="alternate" type="application/rss+xml" href="javascript:x">
      <link rel="alternate" hreflang="de" href="/de/">
      </head><body><a type="application/rss+xml" href="/rss">RSS</a><a href="/feed">feed</a></body></html>"""
    assert find_feeds(page, "https://www.courier.example/") == (
        "https://courier.example/news/atom.xml",
        "https://json.example/feed",
        "https://courier.example/rss",
        "https://courier.example/wp-json/1",
        "https://courier.example/comments/feed",
    )


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"<", b"<!-- -->", b"plain words", ALL["rss20.xml"]])
def test_autodiscovery_finds_nothing_where_there_is_nothing(content: bytes) -> None:
    assert find_feeds(content, URL) == ()


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


DATES = {
    "Thu Mar 12 2026 08:30:00 GMT+0100 (CET)": "2026-03-12T07:30:00+00:00",  # JavaScript
    "Thu Mar 12 2026 08:30:00 GMT-0500 (Eastern Standard Time)": "2026-03-12T13:30:00+00:00",
    "Thu, 12 Mar 2026 08:30:00 UTC+0100": "2026-03-12T07:30:00+00:00",
    "Thu Mar 12 08:30:00 CET 2026": "2026-03-12T07:30:00+00:00",  # java.util.Date
    "Thu Mar 12 08:30:00 2026": "2026-03-12",  # ctime
    "Thu Mar 12 08:30:00 +0100 2026": "2026-03-12T07:30:00+00:00",
    "2026-03-12T08:30:00+01:00[Europe/Berlin]": "2026-03-12T07:30:00+00:00",  # java.time
    "2026-03-12 08:30:00+01:00": "2026-03-12T07:30:00+00:00",  # Python
    "Чт, 12 мар 2026 08:30:00 +0300": "2026-03-12T05:30:00+00:00",
    "الخميس, 12 مارس 2026 08:30:00 +0300": "2026-03-12T05:30:00+00:00",
    "الخميس, ١٢ مارس ٢٠٢٦ ٠٨:٣٠:٠٠ +0300": "2026-03-12T05:30:00+00:00",
    "Πεμ, 12 Μαρ 2026 08:30:00 +0200": "2026-03-12T06:30:00+00:00",
    "Per, 12 Mar 2026 08:30:00 +0300": "2026-03-12T05:30:00+00:00",
    "czw., 12 mar 2026 08:30:00 +0100": "2026-03-12T07:30:00+00:00",
    "2026年3月12日 08:30": "2026-03-12",
    "12 марта 2026": "2026-03-12",
}


@pytest.mark.parametrize(("raw", "expected"), DATES.items())
def test_dates_as_programs_and_locales_print_them(raw: str, expected: str) -> None:
    assert item(f"<link>/a</link><pubDate>{raw}</pubDate>").published == expected


@pytest.mark.parametrize("raw", ["soon", "12", "Version 2026 of the plan", "next Thursday", "2026", "March 2026"])
def test_what_is_no_date_is_none(raw: str) -> None:
    assert item(f"<link>/a</link><pubDate>{raw}</pubDate>").published is None


def test_entries_without_a_link_are_told_apart() -> None:
    feed = read(
        rss(
            f"<item><title>A</title><guid isPermaLink='false'>a 1</guid><description>{LONG}</description></item>"
            f"<item><title>B</title><guid isPermaLink='false'>a 1</guid><description>{LONG}B</description></item>"
            "<item><title>C</title></item>"
            "<item><title>D</title><link>/d</link></item>"
        )
    )
    addresses = [address for address, _ in number_entries(feed, URL)]
    assert addresses[:2] == [f"{URL}#a%201", f"{URL}#a%201~2"]
    assert addresses[3].endswith("/d")
    assert len(set(addresses)) == 4
    assert [bool(entry.content_html) for entry in feed.entries] == [True, True, False, False]


JSON_ITEM = '{"id": "1", "url": "https://a.example/1", "content_text": "1", "date_published": "2026-03-12T08:30:00Z"}'
JSON_FEEDS = {
    "a line break within a text": '{"version": "https://jsonfeed.org/version/1", "title": "A\nB", "items": [%s]}',
    "no version": '{"title": "T", "items": [%s]}',
    "a comma too many": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s,]}',
    "cut off": '{"version": "https://jsonfeed.org/version/1.1", "items": [%s, {"id": "2", "url": "https://a.ex',
    "a mark before it": '\ufeff {"version": "https://jsonfeed.org/version/1.1", "items": [%s]}',
    "items that are none": '{"version": "https://jsonfeed.org/version/1.1", "items": [null, 7, %s]}',
}


@pytest.mark.parametrize("template", JSON_FEEDS.values(), ids=JSON_FEEDS.keys())
def test_json_feeds_as_they_come(template: str) -> None:
    (entry,) = read(template % JSON_ITEM).entries
    assert (entry.link, entry.published) == ("https://a.example/1", "2026-03-12T08:30:00+00:00")


def test_json_authors_dates_and_numbers_in_other_types() -> None:
    told = {"id": 7, "author": "Ada Odell", "date_published": 1773304200, "content_html": f"<p>{LONG}", "title": "T"}
    (entry,) = read(json.dumps({"version": "https://jsonfeed.org/version/1", "items": [told]})).entries
    assert (entry.link, entry.guid, entry.authors) == (None, "7", ("Ada Odell",))
    assert entry.published == "2026-03-12T08:30:00+00:00"
    assert entry.content_html

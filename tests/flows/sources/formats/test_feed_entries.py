"""The fields of an entry: links, titles, dates, full texts, as feeds print them and as what they are."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from flows.sources.formats.feeds import Entry, Feed, find_feeds, number_entries, render_entry
from tests.helpers.feeds import ALL, LONG, URL, item, read, rss
from transforms.pages.extract import extract_article
from transforms.values import Article, Document


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

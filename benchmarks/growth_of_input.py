"""How the time of every parser grows that reads a stranger's bytes: twice the input may take twice the time, no more.

    python benchmarks/growth_of_input.py [--bytes 400000] [--only page]

Prints for each parser and kind of input the CPU seconds for half the bytes, for all of them, and the ratio; ends with
status 1 where a ratio is above 2.6 and the time above 0.1 s (below, it is all noise).
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime

from flows.sources.encodings import undo_encodings
from flows.sources.formats.feeds import parse_feed
from flows.sources.formats.markup import cut_declarations
from flows.sources.formats.opml import read_opml
from flows.sources.formats.refresh import find_refresh
from flows.sources.formats.sitemaps import parse_sitemap
from flows.sources.http.robots import decode_robots, read_lines, read_page_reservations
from transforms.dates.instants import read_moment
from transforms.pages.bylines import read_people
from transforms.pages.extract import extract_article
from transforms.pages.near_json import read_values
from transforms.urls import normalise_address
from transforms.values import Document

URL = "https://varn.example/a"
RATIO, LEAST_SECONDS = 2.6, 0.1


def read_page(content: bytes) -> object:
    """Read a page as a worker does."""
    document = Document("0" * 32, "a", "a", content, "0" * 64, datetime(2031, 5, 2, tzinfo=UTC), url=URL)
    return extract_article(document, max_body_bytes=10**9)


def read_robots(content: bytes) -> object:
    """Read every line of a robots.txt."""
    return list(read_lines(decode_robots(content)))


def repeat(piece: str, before: str = "", after: str = "") -> Callable[[int], bytes]:
    """Make an input of so many bytes by repeating a piece."""
    return lambda size: (before + piece * (size // len(piece.encode())) + after).encode()


def deepen(opening: str, closing: str) -> Callable[[int], bytes]:
    """Make an input of nested pieces."""
    return lambda size: (
        opening * (size // len(opening + closing)) + closing * (size // len(opening + closing))
    ).encode()


def link_data(size: int) -> bytes:
    """Make a page whose JSON-LD is full of control characters."""
    return b'<p>Hi<script type="application/ld+json">{"@type": "NewsArticle", "a": "' + b"\x01" * size + b'"}</script>'


PARSERS: dict[str, tuple[Callable[[bytes], object], dict[str, Callable[[int], bytes]]]] = {
    "page": (
        read_page,
        {
            "one element": repeat("Many words stand in one line, and no end. ", "<p>"),
            "paragraphs": repeat("<p>Many words stand in one line, said John Smith, and no end."),
            "breaks": repeat("Many words in a line.<br>", "<div>"),
            "flat spans": repeat("<span>word</span> ", "<p>"),
            "attributes": repeat(' a1="x"', "<p", ">word</p>"),
            "own attributes": lambda size: b"<p" + b"".join(b' a%d="x"' % n for n in range(size // 10)) + b">word</p>",
            "nested": deepen("<div>", "</div>"),
            "open tags": repeat("<b><i>"),
            "angle brackets": repeat("<"),
            "declarations": repeat("<!DOCTYPE "),
            "comments": repeat("<!--"),
            "metas": repeat('<meta property="og:title" content="x">'),
            "links": repeat('<link rel="canonical" href="/x">'),
            "linked data": repeat('<script type="application/ld+json">{"@type":"NewsArticle"}</script>'),
            "control characters in linked data": link_data,
            "entities": repeat("&amp;&lt;&#0;"),
            "white space": repeat(" \n\t", "<p>word", "word</p>"),
            "text": repeat("One line of text, and no markup.\n"),
            "text in one line": repeat("word "),
        },
    ),
    "JSON-LD": (
        lambda content: read_values(content.decode()),
        {
            "objects": repeat('{"a": "b"}'),
            "open brackets": repeat("["),
            "open braces": repeat('{"a":'),
            "bare marks": repeat('"a" ', '{"a": "', '"}'),
            "control characters": repeat("\x01", '{"a": "', '"}'),
            "escapes": repeat("\\x", '{"a": "', '"}'),
            "comments": repeat("/*"),
        },
    ),
    "robots.txt": (
        read_robots,
        {
            "blank lines": repeat("\n"),
            "returns": repeat("\r"),
            "spaces": repeat(" "),
            "rules": repeat("Disallow: /a\n", "User-agent: *\n"),
            "agents": repeat("User-agent: a\n"),
            "colons": repeat(":"),
        },
    ),
    "sitemap": (
        lambda content: parse_sitemap(content, URL, max_bytes=10**9),
        {
            "addresses": repeat("<url><loc>https://varn.example/1</loc></url>", "<urlset>", "</urlset>"),
            "gzip members": lambda size: gzip.compress(b"x", mtime=0) * (size // 21),
            "open elements": repeat("<urlset>"),
            "lines": repeat("https://varn.example/1\n"),
            "declarations": repeat("<!DOCTYPE ", "<urlset>"),
            "comments": repeat("<!-- ", "<urlset>"),
        },
    ),
    "feed": (
        lambda content: parse_feed(content, None, URL, max_bytes=10**9),
        {
            "entries": repeat("<item><link>/a</link></item>", "<rss><channel>", "</channel></rss>"),
            "open items": repeat("<item>", "<rss><channel>"),
            "half entities": repeat("&a", "<rss><channel><title>"),
            "declarations": repeat("<!DOCTYPE ", "<rss>"),
            "JSON": repeat('{"id": "1"},', '{"version": "https://jsonfeed.org/version/1", "items": [', "{}]}"),
        },
    ),
    "OPML": (lambda content: read_opml(content, max_bytes=10**9), {"outlines": repeat("<outline>", "<opml><body>")}),
    "declarations": (
        lambda content: cut_declarations(content.decode()),
        {"types": repeat("<!DOCTYPE "), "subsets": repeat("<!DOCTYPE a ["), "entities": repeat("<!ENTITY a 'b'>")},
    ),
    "head": (
        lambda content: (find_refresh(content, URL), read_page_reservations(content, "dateline")),
        {"metas": repeat("<meta "), "open marks": repeat("<meta content='"), "spaces": repeat(" ", "<meta", ">")},
    ),
    "codings": (
        lambda content: sum(map(len, undo_encodings([content], "gzip"))),
        {"gzip members": lambda size: gzip.compress(b"x", mtime=0) * (size // 21)},
    ),
    "byline": (
        lambda content: read_people(content.decode()),
        {"names": repeat("Ada Moss and "), "commas": repeat(","), "spaces": repeat(" ")},
    ),
    "date": (
        lambda content: read_moment(content.decode()),
        {"digits": repeat("1"), "dates": repeat("2 May 2031 "), "spaces": repeat(" ", "2 May", "2031")},
    ),
    "address": (
        lambda content: normalise_address(content.decode()),
        {"path": repeat("/..", "https://varn.example"), "query": repeat("&a=b", "https://varn.example/?")},
    ),
}


def measure(parse: Callable[[bytes], object], content: bytes) -> float:
    """Give the seconds of CPU that one reading takes; a refusal is a reading."""
    start = time.process_time()
    with suppress(ValueError, RecursionError, OSError):
        parse(content)
    return time.process_time() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bytes", type=int, default=400_000)
    parser.add_argument("--only", help="one parser")
    options = parser.parse_args()
    worst = 0
    for name, (parse, inputs) in PARSERS.items():
        if options.only not in (None, name):
            continue
        measure(parse, next(iter(inputs.values()))(1000))  # what is loaded at first use
        for kind, make in inputs.items():
            half, whole = measure(parse, make(options.bytes // 2)), measure(parse, make(options.bytes))
            ratio = whole / max(half, 0.001)
            is_bad = ratio > RATIO and whole > LEAST_SECONDS
            worst |= is_bad
            print(f"{name:14} {kind:36} {half:7.2f} {whole:7.2f} {ratio:6.1f}{'  <' if is_bad else ''}", flush=True)
    print(json.dumps({"bytes": options.bytes, "is_linear": not worst}))
    return int(worst)


if __name__ == "__main__":
    sys.exit(main())

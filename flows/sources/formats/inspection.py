"""Recognises by its content what an address has: a feed, a sitemap, a web archive, a list of feeds or a page."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass

from flows.errors import ContentEncodingError
from flows.sources.encodings import SKIPPED_FRAME, ZSTD_MAGIC, unpack_zstd
from flows.sources.formats.feed_fields import clean_title
from flows.sources.formats.feeds import MAX_FEED_BYTES, Feed, find_feeds, parse_feed
from flows.sources.formats.markup import read_markup
from flows.sources.formats.opml import OpmlFeed, read_opml
from flows.sources.formats.sitemaps import Sitemap, parse_sitemap, unpack
from transforms.values import Refusal

WARC_MAGIC = b"WARC/"
ZIP_MAGIC = b"PK\x03\x04"
WACZ_MEMBER = re.compile(rb"\.warc(?:\.gz|\.zst)?PK|archive/|\.warc\b|datapackage\.json")
HEAD = 1 << 16
SITEMAP_REASONS = frozenset({"sitemap", "not_a_feed", "truncated_gzip", "too_large"})
PAGE_TYPE = re.compile(r"\s*(?:text/(?:html|plain)|application/xhtml)", re.I)
TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{0,2000})", re.I)


@dataclass(frozen=True, slots=True)
class Inspection:
    """What was found. `kind` is feed, sitemap, warc or url, as in the index, or opml, or None for nothing of use.

    `title` is the feed's or the page's. `feeds` are those that a page names. `found` is what was read, `refusal` why
    nothing was.
    """

    kind: str | None
    title: str | None = None
    found: Feed | Sitemap | tuple[OpmlFeed, ...] | None = None
    feeds: tuple[str, ...] = ()
    refusal: Refusal | None = None


def inspect_content(content: bytes, media_type: str | None, url: str) -> Inspection:
    """Tell what a source's address gave.

    >>> inspect_content(b"<rss><channel><title>News</title></channel></rss>", None, "https://a.example/f").kind
    'feed'
    >>> page = b'<title>News</title><link rel=alternate type="application/rss+xml" href="/f"><p>Hello.'
    >>> found = inspect_content(page, "text/html", "https://a.example/")
    >>> found.kind, found.title, found.feeds
    ('url', 'News', ('https://a.example/f',))
    """
    if begins_archive(content[:HEAD]):
        return Inspection("warc")
    feed = parse_feed(content, media_type, url)
    if isinstance(feed, Feed):
        return Inspection("feed", feed.title, feed)
    if feed.reason == "opml":
        feeds = read_opml(content)
        return Inspection(None, refusal=feeds) if isinstance(feeds, Refusal) else Inspection("opml", found=feeds)
    if feed.reason in SITEMAP_REASONS:
        sitemap = parse_sitemap(content, url, media_type=media_type)
        if isinstance(sitemap, Sitemap):
            return Inspection("sitemap", found=sitemap)
    if feed.reason == "web_page" or (feed.reason == "not_a_feed" and PAGE_TYPE.match(media_type or "")):
        return Inspection("url", read_title(content, media_type), feeds=find_feeds(content, url, media_type=media_type))
    return Inspection(None, refusal=feed)


def begins_archive(head: bytes) -> bool:
    """Tell a web archive by its first bytes: a WARC file, packed or not, or a package of such (WACZ)."""
    if head.startswith(ZIP_MAGIC):
        return WACZ_MEMBER.search(head) is not None
    if head.startswith(ZSTD_MAGIC) or SKIPPED_FRAME.match(head):
        with suppress(ContentEncodingError):  # one that needs its dictionary, or more than its head
            parts = iter(unpack_zstd([head]))
            return next(filter(None, parts), WARC_MAGIC).startswith(WARC_MAGIC)
        return True
    return unpack(head, len(WARC_MAGIC))[0] == WARC_MAGIC


def read_title(content: bytes, media_type: str | None) -> str | None:
    """Read the title of a page off its markup."""
    text = read_markup(content, media_type, MAX_FEED_BYTES)
    match = None if isinstance(text, Refusal) else TITLE.search(text[:HEAD])
    return clean_title({"type": "text/html", "value": match[1]}) if match else None

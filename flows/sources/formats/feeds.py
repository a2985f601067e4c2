"""Feeds: bytes and their media type in, entries out. RSS 0.9 to 2.0, Atom and RDF by feedparser, JSON Feed by our own.

Relative links are resolved against `xml:base`, then for RSS and JSON against the site's address, then against the
feed's own (for Atom at once: RFC 4287, section 2). Links are given as the feed has them, tracking parameters and all.
Dates are ISO 8601, instants in UTC, and days where clock or zone are missing; whether a date can be is for the
transforms to judge.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any
from urllib.parse import quote

from lxml import etree
from lxml.html import document_fromstring

from flows.sources.formats.feed_fields import (
    any_text,
    clean_title,
    clear_controls,
    full_text,
    read_date,
    read_days,
    read_hours,
    read_language,
    read_tag,
    read_ttl,
    wrap_plain,
)
from flows.sources.formats.feed_parsing import read_xml_feed
from flows.sources.formats.json_feed import JsonEntry, read_json_feed
from flows.sources.formats.markup import find_root, read_markup
from transforms.urls import is_web_address, resolve_link
from transforms.values import Refusal

MAX_FEED_BYTES = 20_000_000
MAX_NAMES = 100  # authors, or tags, of one entry
MAX_GUID = 2000
FEED_ROOTS = frozenset({"rss", "feed", "rdf", "channel"})
OTHER_ROOTS = {
    **dict.fromkeys(("html", "head", "body", "title", "meta", "link", "div", "p", "script"), "web_page"),
    **dict.fromkeys(("urlset", "sitemapindex"), "sitemap"),
    "opml": "opml",
}
LATE_ROOT = re.compile(r"<(?:rss|feed|rdf:rdf)\b[^>]*>", re.I)
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json", "application/rdf+xml")
UNSURE_FEED_TYPES = ("application/json", "application/xml", "text/xml")
COMMENTS = re.compile(r"\bcomments?\b|kommentare|commentaires|comentarios", re.I)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one page. `content_html` is the full text, None where there is but a summary.

    Of an entry without a link, which is an article of its own, it is whatever text there is.

    `published` and `updated` are ISO 8601; `base` is what relative links in `content_html` refer to.
    """

    link: str | None
    title: str | None = None
    published: str | None = None
    updated: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    content_html: str | None = None
    guid: str | None = None
    language: str | None = None
    base: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read. `url` is its address, `site_url` the page that it belongs to, `hub` its WebSub hub.

    `ttl_seconds`, `skip_hours` (of the day, UTC) and `skip_days` (Monday is 0) are when not to ask again.
    `version` names the format. `damage` says what was wrong where not all could be read as it stands;
    `misfit_count` is of what stands among the entries and is none.
    """

    title: str | None
    url: str
    language: str | None = None
    ttl_seconds: int | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    hub: str | None = None
    entries: tuple[Entry, ...] = ()
    site_url: str | None = None
    version: str = ""
    damage: str | None = None
    misfit_count: int = 0


def parse_feed(content: bytes, media_type: str | None, url: str, *, max_bytes: int = MAX_FEED_BYTES) -> Feed | Refusal:
    """Read a feed, whatever its server calls it; or say why it is none (`transforms.reasons`, feed).

    >>> feed = parse_feed(b"<rss><channel><item><link>/a</link></item></channel></rss>", None, "https://a.example/f")
    >>> feed.entries[0].link
    'https://a.example/a'
    >>> parse_feed(b"<!doctype html><html>", "application/rss+xml", "https://a.example/").reason
    'web_page'
    """
    text = read_markup(content, media_type, max_bytes)
    if isinstance(text, Refusal):
        return text
    if text.startswith("{"):
        return parse_json(text, url)
    root = find_root(text)
    if root not in FEED_ROOTS:
        if root not in OTHER_ROOTS or root in ("div", "p"):
            late = LATE_ROOT.search(text[:4096])
            if late:
                return parse_xml(text[late.start() :], url, f"{late.start()} characters before the feed")
        return Refusal(OTHER_ROOTS.get(root, "not_a_feed"), f"begins {text[:60]!r}")
    return parse_xml(text[text.find("<") :], url, None)


def parse_xml(text: str, url: str, damage: str | None) -> Feed | Refusal:
    """Read RSS, Atom or RDF of which the declarations are cut."""
    reader, problem = read_xml_feed(text, url if find_root(text) == "feed" else None)
    found: Any = reader
    damage = "; ".join(filter(None, (damage, problem))) or None
    if not found.version and not found.entries:
        return Refusal("unreadable" if problem else "not_a_feed", damage or f"begins {text[:60]!r}")
    channel = found.feeddata
    site_url = resolve(url, channel.get("link"))
    is_atom = found.version.startswith("atom")
    base = url if is_atom else site_url or url
    tag = read_tag(channel.get("language"))
    return Feed(
        title=clean_title(channel.get("title_detail"), is_literal=is_atom),
        url=url,
        language=read_language(channel.get("language")),
        ttl_seconds=read_ttl(channel),
        skip_hours=read_hours(reader.skip_hours),
        skip_days=read_days(reader.skip_days),
        hub=next((resolve(url, link.get("href")) for link in links_of(channel) if link.get("rel") == "hub"), None),
        entries=tuple(read_entry(entry, base, found.version, tag) for entry in found.entries),
        site_url=site_url,
        version=found.version,
        damage=damage,
    )


def read_entry(entry: Any, base: str, version: str, tag: str) -> Entry:
    """Read one entry of RSS, Atom or RDF."""
    published = read_date(entry, "published", tag) or read_date(entry, "created", tag)
    updated = read_date(entry, "updated", tag)
    link = find_link(entry, base)
    content, content_base = full_text(entry) if link else any_text(entry)
    return Entry(
        link=link,
        title=clean_title(entry.get("title_detail"), is_literal=version.startswith("atom")),
        # In RSS the one date that there is (dc:date) is that of publication.
        published=published or (updated if version.startswith("rss") else None),
        updated=updated,
        authors=read_authors(entry),
        tags=read_tags(entry),
        content_html=content,
        guid=read_guid(entry.get("id")),
        language=read_language((entry.get("title_detail") or {}).get("language"))
        or read_language(entry.get("language")),
        base=(resolve(base, content_base) or link or base) if content else None,
    )


def find_link(entry: Any, base: str) -> str | None:
    """Find the page's address: what a forwarding service says it was, the link, another alternate, a permanent guid."""
    alternates = [link.get("href") for link in links_of(entry) if link.get("rel", "alternate") == "alternate"]
    for raw in (entry.get("feedburner_origlink"), entry.get("pheedo_origlink"), entry.get("link"), *alternates):
        link = resolve(base, raw)
        if link:
            return link
    return None


def links_of(context: Any) -> Iterator[Any]:
    """Yield the links of an entry or a channel; a damaged feed puts all kinds of things there."""
    found = context.get("links")
    for link in found if isinstance(found, list) else ():
        if isinstance(link, dict):
            yield link


def resolve(base: str, link: Any) -> str | None:
    """Resolve what a feed has for a link; None where there is none, or what comes out is no web address.

    >>> resolve("https://a.example/x/feed", " ../b?c=1 "), resolve("https://a.example/", "mailto:a@b.example")
    ('https://a.example/b?c=1', None)
    """
    return resolve_link(base, link) if isinstance(link, str) and link.strip() else None


def read_guid(raw: Any) -> str | None:
    """Read what a feed tells its entries apart by."""
    return clear_controls(raw[:MAX_GUID]).strip() or None if isinstance(raw, str) else None


def read_authors(entry: Any) -> tuple[str, ...]:
    """List the names of an entry's authors; addresses alone are no names."""
    found = entry.get("authors")
    names = [author.get("name") for author in found if isinstance(author, dict)] if isinstance(found, list) else []
    return unique(names or [entry.get("author")], lambda name: "@" not in name)


def read_tags(entry: Any) -> tuple[str, ...]:
    """List an entry's categories by their labels; addresses are no labels."""
    found = entry.get("tags")
    names = [tag.get("label") or tag.get("term") for tag in found] if isinstance(found, list) else []
    return unique(names, lambda name: not is_web_address(name))


def unique(names: Iterable[Any], is_wanted: Callable[[str], bool]) -> tuple[str, ...]:
    """Clean names, and keep each wanted one once, in order."""
    cleaned = (clean_title({"type": "text/html", "value": name}) for name in names if isinstance(name, str))
    return tuple(dict.fromkeys(name for name in cleaned if name and is_wanted(name)))[:MAX_NAMES]


def parse_json(text: str, url: str) -> Feed | Refusal:
    """Read a JSON Feed."""
    found = read_json_feed(text)
    if isinstance(found, Refusal):
        return found
    site_url = resolve(url, found.home_page_url)
    return Feed(
        title=clean_title({"value": found.title}, is_literal=True),
        url=url,
        language=read_language(found.language),
        hub=resolve(url, found.hub),
        entries=tuple(read_json_entry(entry, site_url or url) for entry in found.entries),
        site_url=site_url,
        version=found.version,
        damage=found.damage,
        misfit_count=found.misfit_count,
    )


def read_json_entry(entry: JsonEntry, base: str) -> Entry:
    """Turn an item of a JSON Feed into an entry."""
    named = entry.id if is_web_address(entry.id or "") else None  # as the format recommends
    link = resolve(base, entry.url) or resolve(base, entry.external_url) or resolve(base, named)
    html = entry.content_html or wrap_plain(entry.text)
    content = full_text({"content": [{"type": "text/html", "value": html}]})[0] if link else html
    if link is None:
        content = content or wrap_plain(entry.summary)
    return Entry(
        link=link,
        title=clean_title({"value": entry.title}, is_literal=True),
        published=read_date({"published": entry.published}, "published"),
        updated=read_date({"updated": entry.updated}, "updated"),
        authors=unique(entry.authors, lambda name: "@" not in name),
        tags=unique(entry.tags, lambda name: not is_web_address(name)),
        content_html=content,
        guid=read_guid(entry.id),
        language=read_language(entry.language),
        base=(link or base) if content else None,
    )


def address_entry(entry: Entry, feed_url: str) -> str:
    """Give the address by which an entry is known: its link, or the feed's address and what tells it apart there.

    >>> address_entry(Entry(None, guid="pier 7"), "https://a.example/feed")
    'https://a.example/feed#pier%207'
    """
    if entry.link:
        return entry.link
    told = (entry.title, entry.published) if entry.title or entry.published else (entry.content_html,)
    name = entry.guid or hashlib.sha256(repr(told).encode("utf-8", "replace")).hexdigest()[:32]
    return f"{feed_url.partition('#')[0]}#{quote(name, safe='', errors='replace')}"


def number_entries(feed: Feed, feed_url: str) -> list[tuple[str, Entry]]:
    """Give each entry with its address; of those without a link that share a guid, the later ones are numbered."""
    counts: dict[tuple[str, str | None], int] = {}
    texts: dict[str, int] = {}
    found = []
    for entry in feed.entries:
        address = address_entry(entry, feed_url)
        if entry.link is None:
            text = (address, entry.content_html or entry.title)
            if text not in counts:
                texts[address] = texts.get(address, 0) + 1
                counts[text] = texts[address]
            address = address if counts[text] == 1 else f"{address}~{counts[text]}"
        found.append((address, entry))
    return found


def find_feeds(content: bytes, url: str, *, media_type: str | None = None) -> tuple[str, ...]:
    """List the feeds that a web page names (RSS autodiscovery), the likeliest first; feeds of comments come last.

    >>> page = b'<link rel="alternate" type="application/rss+xml" href="/feed"><p>News'
    >>> find_feeds(page, "https://a.example/news/")
    ('https://a.example/feed',)
    """
    text = read_markup(content, media_type, MAX_FEED_BYTES)
    try:
        tree = None if isinstance(text, Refusal) else document_fromstring(text)
    except (etree.ParserError, ValueError):
        tree = None
    if tree is None:
        return ()
    base = next((resolve(url, element.get("href")) for element in tree.iter("base") if element.get("href")), None)
    ranked = [
        (rank, resolve(base or url, element.get("href")))
        for element in tree.iter("link", "a")
        if (rank := rank_feed_link(element)) is not None
    ]
    return tuple(dict.fromkeys(link for _, link in sorted(ranked, key=lambda pair: pair[0]) if link))


def rank_feed_link(element: Any) -> int | None:
    """Rank a link to a feed, 0 the best; None where it is none."""
    kind = (element.get("type") or "").split(";")[0].strip().lower()
    relations = (element.get("rel") or "").lower().split()
    is_related = "alternate" in relations or "feed" in relations
    is_feed = kind in FEED_TYPES and (is_related or element.tag == "a")
    if not is_feed and not (is_related and element.tag == "link" and kind in UNSURE_FEED_TYPES):
        return None
    words = f"{element.get('title') or ''} {element.get('href') or ''}"
    is_about_comments = COMMENTS.search(words) is not None
    return 4 * int(is_about_comments) + 2 * int(not is_feed) + int(element.tag == "a")


def render_entry(entry: Entry, feed: Feed) -> bytes:
    """Write an entry's full text as the page that it stands for, with what the feed says of it in the page's head.

    Raises:
        ValueError: the entry has no full text.
    """
    if entry.content_html is None:
        raise ValueError(f"the entry {entry.guid or entry.link!r} has no full text")
    properties = (
        ("property", "og:title", entry.title),
        ("property", "og:site_name", feed.title),
        ("property", "article:published_time", entry.published),
        ("property", "article:modified_time", entry.updated),
        *(("name", "author", author) for author in entry.authors),
        *(("property", "article:tag", tag) for tag in entry.tags),
    )
    language = entry.language or feed.language
    head = [
        f'<!DOCTYPE html><html lang="{language}">' if language else "<!DOCTYPE html><html>",
        '<head><meta charset="utf-8">',
        f'<base href="{escape(entry.base)}">' if entry.base else "",
        f'<link rel="canonical" href="{escape(entry.link)}">' if entry.link else "",
        f"<title>{escape(entry.title or '')}</title>",
        *(f'<meta {key}="{name}" content="{escape(value)}">' for key, name, value in properties if value),
    ]
    heading = f"<h1>{escape(entry.title)}</h1>" if entry.title else ""
    page = f"{''.join(head)}</head><body><article>{heading}{entry.content_html}</article></body></html>"
    return page.encode("utf-8", "replace")

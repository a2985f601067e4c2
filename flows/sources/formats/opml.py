"""Lists of feeds (OPML, http://opml.org/spec2.opml): read with listparser, written so that other readers take them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import listparser
from lxml import etree

from flows.sources.formats.markup import read_markup
from transforms.urls import is_web_address
from transforms.values import Refusal

MAX_OPML_BYTES = 20_000_000
MAX_NESTING = 50
MAX_CATEGORIES = 50
MAX_CATEGORY_CHARS = 2000
FEED_SCHEME = re.compile(r"^feed:(?://(?!https?:)|(?://)?(?=(?P<scheme>https?):))", re.I)
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class OpmlFeed:
    """One feed of a list. A category is a path of names such as "Coast/Ports"; names hold no comma and no slash."""

    url: str
    title: str | None = None
    site_url: str | None = None
    categories: tuple[str, ...] = ()


class OpmlReader(listparser.Handler):  # type: ignore[misc]
    """listparser's reader, which also notes the site that a feed belongs to."""

    def __init__(self) -> None:
        super().__init__()
        self.sites: dict[str, str] = {}
        self.harvest.update(feeds=[], lists=[], opportunities=[], meta={}, version="", bozo=False)

    def start_opml_outline(self, attrs: dict[str, str]) -> None:
        """Note what listparser leaves out; leave out what would take it time that grows with the square."""
        url = attrs.get("xmlurl", "").strip()
        known = self.found_urls.get(url)
        if len(self.hierarchy) > MAX_NESTING or (known and len(known[1].get("categories", ())) >= MAX_CATEGORIES):
            self.hierarchy.append("")
            return
        if "category" in attrs:
            attrs["category"] = attrs["category"][:MAX_CATEGORY_CHARS]
        super().start_opml_outline(attrs)
        self.sites.setdefault(url, attrs.get("htmlurl", "").strip())


def read_opml(content: bytes, *, max_bytes: int = MAX_OPML_BYTES) -> tuple[OpmlFeed, ...] | Refusal:
    """List the feeds of an OPML file, each address once; or say why it is none (`transforms.reasons`, opml).

    >>> read_opml(b'<opml><outline text="A"><outline text="B" xmlUrl="https://b.example/f"/></outline></opml>')
    (OpmlFeed(url='https://b.example/f', title='B', site_url=None, categories=('A',)),)
    """
    text = read_markup(content, None, max_bytes)
    if isinstance(text, Refusal):
        return text
    reader = OpmlReader()
    parser = etree.HTMLParser(target=reader, recover=True, no_network=True)
    etree.parse(io.BytesIO(text.encode("ascii", "xmlcharrefreplace")), parser)
    feeds: dict[str, OpmlFeed] = {}
    for found in reader.harvest["feeds"]:
        feed = make_feed(found, reader.sites)
        if feed:
            feeds.setdefault(feed.url, feed)
    if not feeds and not reader.harvest["version"]:
        return Refusal("not_opml", f"begins {text[:60]!r}")
    return tuple(feeds.values())


def make_feed(found: Any, sites: dict[str, str]) -> OpmlFeed | None:
    """Make a feed of what listparser found; None where its address is none of the web."""
    url = FEED_SCHEME.sub(lambda match: "" if match["scheme"] else "http://", found["url"], count=1)
    site = sites.get(found["url"], "")
    if not is_web_address(url):
        return None
    paths = ("/".join(filter(None, map(clean_name, path))) for path in found.get("categories", ()))
    return OpmlFeed(
        url=url,
        title=" ".join(found["title"].split()) or None,
        site_url=site if is_web_address(site) else None,
        categories=tuple(dict.fromkeys(filter(None, paths))),
    )


def clean_name(name: str) -> str:
    """Free a category's name of what separates categories.

    >>> clean_name(" TV/Radio,  Film ")
    'TV Radio Film'
    """
    return " ".join(re.sub(r"[,/]", " ", name).split())


def write_opml(feeds: Iterable[OpmlFeed], title: str, made_at: datetime) -> bytes:
    """Write feeds as OPML 2.0, each in the folder of its first category, for readers that know no other.

    >>> feeds = [OpmlFeed("https://b.example/f", "B", categories=("A",))]
    >>> read_opml(write_opml(feeds, "Sources", datetime(2031, 5, 2))) == tuple(feeds)
    True
    """
    root = etree.Element("opml", version="2.0")
    head, body = etree.SubElement(root, "head"), etree.SubElement(root, "body")
    etree.SubElement(head, "title").text = writable(title)
    etree.SubElement(head, "dateCreated").text = format_datetime(made_at)
    folders = {"": body}
    for feed in feeds:
        folder = open_folder(folders, feed.categories[0] if feed.categories else "")
        etree.SubElement(folder, "outline", describe_feed(feed))
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def open_folder(folders: dict[str, Any], path: str) -> Any:
    """Give the outline of a category, made with those above it where it is new."""
    if path not in folders:
        above, _, name = path.rpartition("/")
        folders[path] = etree.SubElement(open_folder(folders, above), "outline", text=writable(name))
    return folders[path]


def describe_feed(feed: OpmlFeed) -> dict[str, str]:
    """Give the attributes of a feed's outline."""
    title = writable(feed.title or feed.url)
    attributes = {"type": "rss", "text": title, "title": title, "xmlUrl": writable(feed.url)}
    if feed.site_url:
        attributes["htmlUrl"] = writable(feed.site_url)
    if feed.categories:
        attributes["category"] = writable(",".join(f"/{path}" for path in feed.categories))
    return attributes


def writable(text: str) -> str:
    """Leave out the characters that XML cannot hold."""
    return UNWRITABLE.sub("", text)

"""Lists of feeds (OPML, http://opml.org/spec2.opml): read as they come, written so that other readers take them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.utils import format_datetime
from typing import Any

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


def read_opml(content: bytes, *, max_bytes: int = MAX_OPML_BYTES) -> tuple[OpmlFeed, ...] | Refusal:
    """List the feeds of an OPML file, each address once; or say why it is none (`transforms.reasons`, opml).

    >>> read_opml(b'<opml><outline text="A"><outline text="B" xmlUrl="https://b.example/f"/></outline></opml>')
    (OpmlFeed(url='https://b.example/f', title='B', site_url=None, categories=('A',)),)
    """
    text = read_markup(content, None, max_bytes)
    if isinstance(text, Refusal):
        return text
    root = etree.HTML(text.encode("ascii", "xmlcharrefreplace"), etree.HTMLParser(no_network=True, huge_tree=True))
    feeds: dict[str, OpmlFeed] = {}
    for attributes, folders in list_outlines(root):
        feed = read_outline(attributes, folders)
        known = feeds.setdefault(feed.url, feed) if feed else None
        if feed and known and feed is not known and len(known.categories) < MAX_CATEGORIES:
            feeds[feed.url] = replace(known, categories=tuple(dict.fromkeys(known.categories + feed.categories)))
    if not feeds and (root is None or root.find(".//opml") is None):
        return Refusal("not_opml", f"begins {text[:60]!r}")
    return tuple(feeds.values())


def list_outlines(root: Any) -> Iterator[tuple[Mapping[str, str], list[str]]]:
    """Yield the attributes of each outline, and the names of those around it; of what lies too deep, those are cut."""
    folders: list[str] = []
    for event, element in etree.iterwalk(root, ("start", "end")) if root is not None else ():
        if element.tag != "outline":
            continue
        if event == "end":
            folders.pop()
            continue
        yield element.attrib, folders[:MAX_NESTING]
        is_link = "xmlurl" in element.attrib or element.get("type", "").lower() in ("link", "include")
        folders.append("" if is_link else name_outline(element.attrib))


def name_outline(attributes: Mapping[str, str]) -> str:
    """Give an outline's title."""
    words = (attributes.get(name, "").split() for name in ("text", "title"))
    return " ".join(next(filter(None, words), ()))


def read_outline(attributes: Mapping[str, str], folders: Iterable[str]) -> OpmlFeed | None:
    """Read the feed that an outline stands for; None where it is none, or its address none of the web."""
    url = attributes.get("xmlurl", "").strip()
    url = FEED_SCHEME.sub(lambda match: "" if match["scheme"] else "http://", url, count=1)
    if attributes.get("type", "").strip().lower() == "source" or not is_web_address(url):  # the former is a list
        return None
    site = attributes.get("htmlurl", "").strip()
    told = attributes.get("category", "")[:MAX_CATEGORY_CHARS].split(",")
    paths = ("/".join(filter(None, map(clean_name, path))) for path in (*(path.split("/") for path in told), folders))
    return OpmlFeed(
        url=url,
        title=name_outline(attributes) or None,
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

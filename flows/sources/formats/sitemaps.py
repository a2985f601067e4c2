"""Sitemaps: bytes in, locations out (https://www.sitemaps.org/protocol.html, and Google's extension for news).

Index files, XML, plain text, gzip told by its first bytes, and feeds, which the protocol takes for sitemaps too. What
comes before damage is kept, and the damage is named. A location on another host than the sitemap's is kept and marked
(`is_foreign`): the protocol lets a site's robots.txt vouch for sitemaps elsewhere, and for an address alone nothing
can be told; it is the fetcher that checks every address.
"""

from __future__ import annotations

import codecs
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from lxml import etree

from flows.sources.formats.feed_fields import clean_title, read_date, read_language
from flows.sources.formats.feeds import Feed, parse_feed, resolve
from flows.sources.formats.markup import cut_declarations, find_root
from transforms.dates.instants import read_moment, read_url_day, read_url_month
from transforms.pages.decode import GZIP_MAGIC, decode_text, refuse_bytes
from transforms.reasons import reasons_of
from transforms.urls import is_web_address
from transforms.values import Refusal

MAX_DEPTH = 3  # an index that lists an index that lists sitemaps; the protocol allows but one
MAX_LOCATIONS = 50_000  # of one file, by the protocol
MAX_SITEMAP_BYTES = 52_428_800  # of one file, by the protocol, unpacked
MAX_LOCATION_CHARS = 2048  # by the protocol
MAX_ELEMENTS = 2_000_000  # forty a location
MAX_NESTING = 200
SINCE = timedelta(days=30)
REASONS = frozenset(reasons_of("sitemap"))
ROOTS = {"urlset": "urlset", "sitemapindex": "index"}
ITEMS = {"url": False, "sitemap": True}
PARENTS: dict[str, frozenset[str]] = {
    "loc": frozenset(ITEMS),
    "lastmod": frozenset(ITEMS),
    "title": frozenset({"news"}),
    "publication_date": frozenset({"news"}),
    "name": frozenset({"publication"}),
    "language": frozenset({"publication"}),
}
CHUNK = 1 << 16
FIRST_PIECE = 1 << 8  # bytes of a gzip member
CUT = "cut"
MAX_TEXT, MAX_PIECES = 4096, 1000
BARE_AMPERSAND = re.compile(rb"&(?!#?\w{1,10};)")
MONTH = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?:[-_/.&]?(?:(?:mm|month)=)?(?P<month>0[1-9]|1[0-2]))?(?!\d)(?=[^/]*(?:/[^/]*)?$)"
)


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """One location. `lastmod` and `published` are ISO 8601; the other fields are those of a news sitemap.

    `is_sitemap`: the location is another sitemap. `is_foreign`: it is on another host than the file that lists it.
    """

    location: str
    lastmod: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    language: str | None = None
    is_sitemap: bool = False
    is_foreign: bool = False


@dataclass(frozen=True, slots=True)
class Sitemap:
    """A sitemap as read: `kind` is index, urlset, text or feed; `damage` says what was wrong or cut off.

    `unaddressed_count` is of entries that have no address, or none that can be asked for.
    """

    kind: str
    url: str
    entries: tuple[SitemapEntry, ...] = ()
    damage: str | None = None
    unaddressed_count: int = 0


def parse_sitemap(
    content: bytes, url: str, *, media_type: str | None = None, max_bytes: int = MAX_SITEMAP_BYTES
) -> Sitemap | Refusal:
    """Read a sitemap of any kind; or say why it is none (`transforms.reasons`, sitemap).

    >>> found = parse_sitemap(b"<urlset><url><loc> /a </loc><lastmod>2031-05-02</lastmod></url></urlset>", "https://a.example/")
    >>> found.entries
    (SitemapEntry(location='https://a.example/a', lastmod='2031-05-02', title=None, published=None, publisher=None, \
language=None, is_sitemap=False, is_foreign=False),)
    """
    data, damage = unpack(content, max_bytes)
    refusal = refuse_bytes(data, max_bytes)
    if refusal:
        return Refusal("unreadable", damage) if damage else refusal
    head = decode_text(data[:CHUNK], media_type)[0].lstrip("\ufeff \t\r\n")
    if not head.startswith("<"):
        return parse_text(decode_text(data, media_type)[0], url, damage)
    markup = read_utf8(data, media_type)
    if isinstance(markup, Refusal):
        return markup
    root = find_root(markup[:CHUNK].decode("utf-8", "ignore"))
    if root in ROOTS:
        return parse_xml(markup, ROOTS[root], url, damage)
    found = parse_feed(markup, None, url, max_bytes=max_bytes)
    if isinstance(found, Feed):
        return list_feed(found, damage)
    reason = found.reason if found.reason in REASONS else "not_a_sitemap"
    return Refusal(reason, found.detail)


def unpack(content: bytes, max_bytes: int) -> tuple[bytes, str | None]:
    """Unpack gzip as far as it is whole and within the limit; returns what there is and what was wrong."""
    if not content.startswith(GZIP_MAGIC):
        return content[:max_bytes], f"cut at {max_bytes} bytes" if len(content) > max_bytes else None
    parts: list[bytes] = []
    left, place, damage = max_bytes, 0, None
    while content.startswith(GZIP_MAGIC, place) and not damage:
        part, place, damage = unpack_member(content, place, left)
        damage = f"cut at {max_bytes} bytes" if damage == CUT else damage
        parts.append(part)
        left -= len(part)
        if damage is None and left <= 0 and place < len(content):
            damage = f"cut at {max_bytes} bytes"
    return b"".join(parts), damage


def unpack_member(content: bytes, place: int, limit: int) -> tuple[bytes, int, str | None]:
    """Unpack one member of a gzip file: what it holds, where the next one begins, and what was wrong.

    It is fed in pieces that grow, so that a file of countless small members takes no longer than one large one.
    """
    member, parts, left, size = zlib.decompressobj(wbits=31), [], limit, FIRST_PIECE
    while not member.eof and place < len(content):
        piece = content[place : place + size]
        place += len(piece)
        size = min(2 * size, CHUNK)
        try:
            parts.append(member.decompress(piece, max(left, 1)))
        except zlib.error as error:
            return b"".join(parts)[:limit], len(content), f"damaged gzip stream: {error}"
        left -= len(parts[-1])
        if left <= 0 and not member.eof:
            return b"".join(parts)[:limit], len(content), CUT
    damage = None if member.eof else "the gzip stream ends early"
    return b"".join(parts), place - len(member.unused_data), damage


def read_utf8(data: bytes, media_type: str | None) -> bytes | Refusal:
    """Give markup as UTF-8 without a document type: in the usual case, which is that already, the very same bytes."""
    if is_utf8(data) and not re.search(rb"<!(?:DOCTYPE|ENTITY)", data, re.I):
        return data
    text = cut_declarations(decode_text(data, media_type)[0])
    return text if isinstance(text, Refusal) else text.encode("utf-8", "replace")


def is_utf8(data: bytes) -> bool:
    """Tell UTF-8, in little memory; NUL bytes are those of UTF-16."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(data), CHUNK):
            decoder.decode(data[start : start + CHUNK])
    except UnicodeDecodeError:
        return False
    return b"\x00" not in data


def parse_xml(markup: bytes, kind: str, url: str, damage: str | None) -> Sitemap | Refusal:
    """Read an index or a urlset; where bare ampersands in its addresses are what is wrong, they are mended."""
    reader, problem = run_parser(markup, url)
    if problem and BARE_AMPERSAND.search(markup):
        mended, second = run_parser(BARE_AMPERSAND.sub(b"&amp;", markup), url)
        if len(mended.entries) > len(reader.entries):
            reader, problem = mended, "; then ".join(filter(None, ("bare ampersands", second)))
    damage = "; ".join(filter(None, (damage, problem))) or None
    if damage and not reader.entries:
        return Refusal("unreadable", damage)
    return Sitemap(kind, url, tuple(reader.entries), damage, reader.unaddressed_count)


def run_parser(markup: bytes, url: str) -> tuple[SitemapReader, str | None]:
    """Parse without building a tree; returns what was read, and what stopped it early."""
    reader = SitemapReader(url)
    parser = etree.XMLParser(
        target=reader, encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    markup = markup.removeprefix(codecs.BOM_UTF8).lstrip()
    try:
        for start in range(0, len(markup), CHUNK):
            parser.feed(markup[start : start + CHUNK])
            if reader.stopped_by:
                return reader, f"cut at {reader.stopped_by}"
        parser.close()
    except etree.XMLSyntaxError as error:
        return reader, f"damaged: {error.msg}"
    return reader, None


class SitemapReader:
    """Collects the locations of a sitemap as its elements pass; names are told without their namespaces."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.host = urlsplit(url).hostname
        self.entries: list[SitemapEntry] = []
        self.unaddressed_count = 0
        self.stopped_by: str | None = None
        self._element_count = 0
        self._path: list[str] = []
        self._item: dict[str, str] = {}
        self._text: list[str] | None = None

    def start(self, tag: str | bytes, attrib: Mapping[str | bytes, str | bytes]) -> None:
        """An element begins."""
        self._element_count += 1
        if self._element_count > MAX_ELEMENTS or len(self._path) > MAX_NESTING:
            self.stopped_by = self.stopped_by or f"{self._element_count} elements, {len(self._path)} deep"
            return
        name = str(tag).rpartition("}")[2].lower()
        parent = self._path[-1] if self._path else ""
        self._text = [] if parent in PARENTS.get(name, ()) else None
        if name in ITEMS:
            self._item = {}
        self._path.append(name)

    def data(self, data: str | bytes) -> None:
        """Text passes."""
        if self._text is not None and len(self._text) < MAX_PIECES:
            self._text.append(str(data)[:MAX_TEXT])

    def end(self, tag: str | bytes) -> None:
        """An element ends."""
        if self.stopped_by:
            return
        name = self._path.pop()
        if self._text is not None:
            self._item.setdefault(name, " ".join("".join(self._text)[:MAX_TEXT].split()))
            self._text = None
        if name in ITEMS:
            self._take(make_entry(self._item, self.url, self.host, is_sitemap=ITEMS[name]))
            self._item = {}

    def _take(self, entry: SitemapEntry | None) -> None:
        """Keep an entry while there is room."""
        if entry is None:
            self.unaddressed_count += 1
        elif len(self.entries) >= MAX_LOCATIONS:
            self.stopped_by = f"{MAX_LOCATIONS} locations"
        else:
            self.entries.append(entry)

    def comment(self, text: str | bytes) -> None:
        """Comments say nothing."""

    def close(self) -> None:
        """The document ends."""


def make_entry(item: dict[str, str], url: str, host: str | None, *, is_sitemap: bool) -> SitemapEntry | None:
    """Make an entry of its fields; None where it has no usable location."""
    location = resolve(url, item.get("loc"))
    if location is None or len(location) > MAX_LOCATION_CHARS:
        return None
    return SitemapEntry(
        location=location,
        lastmod=read_date(item, "lastmod"),
        title=clean_title({"type": "text/html", "value": item.get("title")}),
        published=read_date(item, "publication_date"),
        publisher=item.get("name") or None,
        language=read_language(item.get("language")),
        is_sitemap=is_sitemap,
        is_foreign=urlsplit(location).hostname != host,
    )


def parse_text(text: str, url: str, damage: str | None) -> Sitemap | Refusal:
    """Read a plain list of addresses, one a line; what is mostly something else is none."""
    lines = [line for line in (line.strip() for line in text.splitlines()) if line]
    found = (resolve(url, line) for line in lines if is_web_address(line) and len(line) <= MAX_LOCATION_CHARS)
    locations = [location for location in found if location]
    if not locations or len(locations) < 0.8 * len(lines):
        return Refusal(
            "not_a_sitemap", f"{len(locations)} of {len(lines)} lines are addresses, the first is {text[:60]!r}"
        )
    host = urlsplit(url).hostname
    if len(locations) > MAX_LOCATIONS:
        damage = f"cut at {MAX_LOCATIONS} locations"
    entries = (SitemapEntry(line, is_foreign=urlsplit(line).hostname != host) for line in locations[:MAX_LOCATIONS])
    return Sitemap("text", url, tuple(entries), damage, len(lines) - len(locations))


def list_feed(feed: Feed, damage: str | None) -> Sitemap:
    """Give a feed's entries as locations."""
    host = urlsplit(feed.url).hostname
    entries = tuple(
        SitemapEntry(
            location=entry.link,
            lastmod=entry.updated,
            title=entry.title,
            published=entry.published,
            publisher=feed.title,
            language=entry.language or feed.language,
            is_foreign=urlsplit(entry.link).hostname != host,
        )
        for entry in feed.entries
        if entry.link
    )
    unaddressed_count = len(feed.entries) - len(entries) + feed.misfit_count
    return Sitemap("feed", feed.url, entries, "; ".join(filter(None, (damage, feed.damage))) or None, unaddressed_count)


def is_within(entry: SitemapEntry, since: datetime, listed_as: SitemapEntry | None = None) -> bool:
    """Tell whether what a sitemap lists is of the time since an instant.

    A page's time is that of its publication, else `lastmod`, else the day or month in its address. A page without any
    is as new as the sitemap that lists it, if an index says how new that is (`listed_as` is the index's entry for it);
    if the index does not, it is not within: an archive without dates would be fetched whole. Without an index, it is.
    A sitemap's time is `lastmod`, else the end of the month or year in its address; without one it has to be opened.
    """
    known = is_dated_within(entry, since)
    if known is not None:
        return known
    if entry.is_sitemap or listed_as is None:
        return True
    return is_dated_within(listed_as, since) or False


def is_dated_within(entry: SitemapEntry, since: datetime) -> bool | None:
    """Judge by what dates an entry has; None where it has none."""
    moment = read_moment(entry.published or entry.lastmod or "") or read_url_day(entry.location)
    if moment:
        return moment.at >= since or (moment.precision == "day" and moment.at.date() >= since.astimezone(UTC).date())
    month = MONTH.search(entry.location) if entry.is_sitemap else None
    named = (int(month["year"]), int(month["month"] or 12)) if month else read_url_month(entry.location)
    return named >= (since.year, since.month) if named else None


def is_named_before(entry: SitemapEntry, since: datetime) -> bool:
    """Tell a sitemap of another time by its own address: of what an index says of it, that hardly ever is wrong."""
    return is_dated_within(replace(entry, lastmod=None, published=None), since) is False

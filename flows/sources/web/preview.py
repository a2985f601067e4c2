"""Inspects sources on the web without loading anything: what an address is, and what it would yield."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flows.settings import Settings
from flows.sources.archives.pages import discover_warc
from flows.sources.archives.raw_archive import ArchiveWriter, read_record
from flows.sources.documents import NO_HINTS, EntryHints, FoundDocument
from flows.sources.formats.feeds import Feed
from flows.sources.formats.inspection import inspect_content
from flows.sources.formats.sitemaps import Sitemap
from flows.sources.http.fetcher import Fetcher
from flows.sources.index.read import Source
from flows.sources.values import Fetched, Request
from flows.sources.web.history import BlankMemory
from flows.sources.web.listings import Event, Listing, ListingNote, ListingReader
from flows.sources.web.rounds import PAGE_TYPE, UNREAD_STATES, find_full_text
from transforms.values import Document, Refusal

SAMPLES = 10


@dataclass(frozen=True, slots=True)
class SamplePage:
    """A page that a source would yield; `problem` says why it would not be loaded."""

    url: str
    title: str | None = None
    published: str | None = None
    authors: tuple[str, ...] = ()
    word_count: int | None = None
    publisher: str | None = None
    language: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What an address is: `kind` as the index has it, None where it could not be had, with the `problem`.

    `feeds` are those that a web page names; `page_count` is how many pages a feed or sitemap lists, and `left_out` says
    what more stands in it, or that it is damaged.
    """

    url: str
    kind: str | None
    title: str | None = None
    page_count: int = 0
    pages: tuple[SamplePage, ...] = ()
    feeds: tuple[str, ...] = ()
    problem: str | None = None
    left_out: tuple[str, ...] = ()


async def inspect_address(url: str, settings: Settings) -> Preview:
    """Find out what an address is: a feed, a sitemap, or a page (and then which feeds it names)."""
    with TemporaryDirectory(prefix="dateline-") as folder:
        async with open_fetcher(settings, Path(folder)) as fetcher:
            fetched = await fetcher.fetch(Request(url))
            if fetched.state is not None or fetched.record is None:
                return Preview(url, None, problem=f"{fetched.reason}: {fetched.detail}")
            content = read_record(Path(fetched.record.path), fetched.record.offset, settings.max_body_bytes).content
            return judge_content(url, fetched, content, settings)


async def check_source(source: Source, settings: Settings, pages: int) -> Preview:
    """Read what a source lists, and its first pages, without loading anything."""
    if source.kind == "warc":
        return await check_archive(source, settings, pages)
    told: list[Event] = []
    with TemporaryDirectory(prefix="dateline-") as folder:
        async with open_fetcher(settings, Path(folder)) as fetcher:
            reader = ListingReader(
                fetcher, BlankMemory(), told.append, now=datetime.now(UTC), is_due_only=False,
                max_bytes=settings.max_body_bytes,
            )  # fmt: skip
            listings = await reader.read(source)
            problems = [f"{event.reason}: {event.detail}" for event in told if isinstance(event, FoundDocument)]
            samples = [await sample_page(fetcher, listing, settings, source) for listing in listings[:pages]]
    rows = {event.row["url"]: event.row for event in told if isinstance(event, ListingNote)}
    return Preview(
        source.location,
        source.kind,
        page_count=len(listings),
        pages=tuple(samples),
        problem="; ".join(problems) or None,
        left_out=tuple(line for row in rows.values() for line in describe_left_out(row)),
    )


def describe_left_out(row: Mapping[str, Any]) -> list[str]:
    """Say what one feed or sitemap left out, and how it is damaged.

    >>> describe_left_out({"url": "https://a.example/f", "left_out": {"before_since": 3, "misfit": 1}, "damage": None})
    ['left out: https://a.example/f: 3 before_since, 1 misfit']
    """
    counts = sorted((row["left_out"] or {}).items(), key=lambda item: -item[1])
    words = ", ".join(f"{count:,} {reason}" for reason, count in counts)
    told = (("left out", words), ("damaged", row["damage"]))
    return [f"{what}: {row['url']}: {detail}" for what, detail in told if detail]


async def check_archive(source: Source, settings: Settings, pages: int) -> Preview:
    """Download a web archive to a temporary folder, and read its first pages."""
    with TemporaryDirectory(prefix="dateline-") as folder:
        path = Path(folder) / "source.warc.gz"
        async with open_fetcher(settings, Path(folder) / "raw") as fetcher:
            fetched = await fetcher.download(source.location, path)
        if fetched.state is not None:
            return Preview(source.location, source.kind, problem=f"{fetched.reason}: {fetched.detail}")
        found = discover_warc(
            source, path, path.parent, limit=settings.max_body_bytes, location_prefix=source.location,
            unpack_dir=path.parent,
        )  # fmt: skip
        samples = [read_archived(document, fetched, settings, source) for document in islice(found, pages)]
    return Preview(source.location, source.kind, pages=tuple(samples))


def read_archived(found: FoundDocument, archive: Fetched, settings: Settings, source: Source) -> SamplePage:
    """Read a page of a web archive as a run would."""
    if found.state is not None:
        return SamplePage(found.location, problem=f"{found.reason}: {found.detail}")
    content = read_record(Path(found.path), found.record_offset or 0, settings.max_body_bytes).content
    url = found.url or found.location
    page = replace(archive, final_url=url, media_type=found.media_type)
    return read_sample(url, page, content, found.entry, settings, source)


@asynccontextmanager
async def open_fetcher(settings: Settings, folder: Path) -> AsyncIterator[Fetcher]:
    """Open a fetcher whose archive is deleted afterwards."""
    now = datetime.now(UTC)
    with ArchiveWriter(folder, "preview", started_at=now, software="dateline") as archive:
        async with Fetcher(settings, archive) as fetcher:
            yield fetcher


async def sample_page(fetcher: Fetcher, listing: Listing, settings: Settings, source: Source) -> SamplePage:
    """Fetch one page and read it as a run would; if it cannot be fetched, read the full text in its feed."""
    fetched = await fetcher.fetch(Request(listing.url))
    if fetched.state in UNREAD_STATES and fetched.reason != "reserved" and listing.feed:
        text = find_full_text(listing, listing.feed, settings.max_body_bytes)
        if text is not None:
            page = replace(listing.feed, final_url=listing.url, media_type=PAGE_TYPE)
            return read_sample(listing.url, page, text, listing.hints, settings, source)
    if fetched.state is not None or fetched.record is None:
        return SamplePage(listing.url, problem=f"{fetched.reason}: {fetched.detail}")
    content = read_record(Path(fetched.record.path), fetched.record.offset, settings.max_body_bytes).content
    return read_sample(listing.url, fetched, content, listing.hints, settings, source)


def judge_content(url: str, fetched: Fetched, content: bytes, settings: Settings) -> Preview:
    """Tell what content is, and what it would yield."""
    seen = inspect_content(content, fetched.media_type, fetched.final_url)
    if isinstance(seen.found, Feed):
        pages = [
            SamplePage(entry.link or "", entry.title, entry.published, entry.authors) for entry in seen.found.entries
        ]
        return Preview(url, seen.kind, seen.title, len(pages), tuple(pages[:SAMPLES]))
    if isinstance(seen.found, Sitemap):
        pages = [
            SamplePage(entry.location, entry.title, entry.published or entry.lastmod) for entry in seen.found.entries
        ]
        return Preview(url, seen.kind, None, len(pages), tuple(pages[:SAMPLES]))
    if seen.kind == "url":
        page = read_sample(url, fetched, content, NO_HINTS, settings)
        return Preview(url, seen.kind, page.title or seen.title, 1, (page,), seen.feeds, page.problem)
    if seen.kind == "warc":
        return Preview(url, seen.kind)
    if seen.kind == "opml":
        return Preview(url, None, problem="it is a list of feeds (OPML): save it, then run `dateline sources import`")
    return Preview(
        url, None, problem=f"{seen.refusal.reason}: {seen.refusal.detail}" if seen.refusal else "it is empty"
    )


def read_sample(
    url: str, fetched: Fetched, content: bytes, hints: EntryHints, settings: Settings, source: Source | None = None
) -> SamplePage:
    """Read a page as a run would, with what the index says of its source, where it has one."""
    from transforms.pages.extract import extract_article

    document = Document(
        document_id="", source_id="", location=url, content=content,
        content_sha256=hashlib.sha256(content).hexdigest(), seen_at=fetched.fetched_at, url=fetched.final_url,
        publisher=(source and source.publisher) or hints.publisher,
        published=(source and source.published) or hints.published,
        language=(source and source.language) or hints.language,
        title=hints.title, authors=hints.authors, tags=hints.tags, media_type=fetched.media_type,
        origin="web", giver=fetched.final_url, family=source.family if source else (),
    )  # fmt: skip
    article = extract_article(document, max_body_bytes=settings.max_body_bytes)
    if isinstance(article, Refusal):
        return SamplePage(url, problem=f"{article.reason}: {article.detail}")
    published = article.published_at.isoformat() if article.published_at else None
    words = len(article.text.split())
    return SamplePage(url, article.title, published, article.authors, words, article.publisher, article.language)

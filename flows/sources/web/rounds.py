"""Reads sources on the web in two rounds: what feeds and sitemaps list, then each page that they name, once.

In both rounds the hosts are asked side by side, and each of them one thing at a time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from flows.sources import guard
from flows.sources.archives.raw_archive import ArchiveWriter
from flows.sources.documents import FoundDocument
from flows.sources.formats.feeds import Feed, number_entries, parse_feed, render_entry
from flows.sources.http.fetcher import Fetcher
from flows.sources.index.read import Source
from flows.sources.values import Fetched, Request
from flows.sources.web.history import STORED_DAYS, PageMemory, WebMemory
from flows.sources.web.listings import (
    Emit,
    FetchNote,
    Listing,
    ListingReader,
    PagesNote,
    ask_again,
    describe_source,
    read_held,
)
from flows.sources.web.schedule import page_is_due
from transforms.urls import normalise_address
from transforms.values import Refusal
from warehouse.ledger import KnownDocument

Item = TypeVar("Item")
GONE = 410
WAIT_SECONDS = 0.2
UNREAD_STATES = ("failed", "skipped")  # of a page, for which the full text of its feed may stand in
PAGE_TYPE = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True)
class WantedPage:
    """One page: the listing that it is fetched for, and the others that name it too."""

    main: Listing
    others: tuple[Listing, ...]
    before: PageMemory | None
    known: Mapping[str, KnownDocument]  # by document_id, of all its listings

    @property
    def is_held(self) -> bool:
        """Whether the warehouse has the content that came last."""
        content_sha256 = self.before.content_sha256 if self.before else None
        return (
            content_sha256 is not None and self.standing is not None and self.standing.content_sha256 == content_sha256
        )

    @property
    def standing(self) -> KnownDocument | None:
        """What the warehouse has of the page under its main listing."""
        return self.known.get(self.main.document_id)


class WebReader:
    """Reads the sources of one run that are on the web; passes what it finds to `emit` as it comes."""

    def __init__(
        self,
        fetcher: Fetcher,
        archive: ArchiveWriter,
        memory: WebMemory,
        emit: Emit,
        *,
        has_room: Callable[[], bool],
        now: datetime,
        is_due_only: bool,
        is_retry: bool,
        max_bytes: int,
    ) -> None:
        self.fetcher, self.archive, self.memory = fetcher, archive, memory
        self.emit, self.has_room = emit, has_room
        self.now, self.is_due_only, self.is_retry, self.max_bytes = now, is_due_only, is_retry, max_bytes
        self.parameters = memory.known_parameters()
        self.reader = ListingReader(fetcher, memory, emit, now=now, is_due_only=is_due_only, max_bytes=max_bytes)

    async def read(self, sources: Sequence[Source]) -> None:
        """Read the sources: first all that they list, so that no page is asked for twice, then the pages."""
        found: dict[str, list[Listing]] = {}

        async def survey(source: Source) -> None:
            try:
                found[source.id] = await self.reader.read(source)
            except Exception as error:  # noqa: BLE001  the guard of what strangers send
                found[source.id] = []
                words = guard.describe_unexpected(error)
                self.emit(describe_source(source, source.location, "quarantined", guard.REASON, words))

        await for_each_host(sources, lambda source: source.location, survey)
        pages = self.gather_pages([listing for source in sources for listing in found[source.id]])
        self.emit(PagesNote(sum(1 + len(page.others) for page in pages)))
        await for_each_host(pages, lambda page: page.main.url, self.read_page)

    def gather_pages(self, listings: Sequence[Listing]) -> list[WantedPage]:
        """Gather the listings of each page, in the order in which pages were first listed.

        Addresses that differ in tracking parameters, fragment or default port are one page, and so are those of which
        one leads to the other by a permanent redirect. A page is fetched for the listing under which the warehouse has
        it, else for the first.
        """
        memory = self.memory.known_pages({listing.url for listing in listings})
        known = self.memory.known_documents({listing.document_id for listing in listings})
        groups: dict[str, dict[str, Listing]] = {}
        for listing in listings:
            before = memory.get(listing.url)
            address = (before and before.permanent_url) or listing.url
            address = listing.url if listing.is_inline else self.parameters.normalise(address)
            groups.setdefault(address, {}).setdefault(listing.document_id, listing)
        pages = []
        for group in groups.values():
            first, *others = sorted(group.values(), key=lambda listing: not has_content(known.get(listing.document_id)))
            of_page = {key: known[key] for key in group if key in known}
            pages.append(WantedPage(first, tuple(others), memory.get(first.url), of_page))
        return pages

    async def read_page(self, page: WantedPage) -> None:
        """Read one page, and account for every listing of it."""
        while not self.has_room():
            await asyncio.sleep(WAIT_SECONDS)
        try:
            found = self.settle_unasked(page) or await self.ask(page)
        except Exception as error:  # noqa: BLE001  the guard of what strangers send
            words = guard.describe_unexpected(error)
            found = describe_listing(page.main, state="quarantined", reason=guard.REASON, detail=words)
        self.emit(found)
        content = page.before.content if page.before else None
        is_same = found.state == "unchanged" or bool(content and content.content_sha256 == found.content_sha256)
        for other in page.others:
            is_known = is_same and other.document_id in page.known
            state = "unchanged" if is_known else "duplicate"
            detail = f"the same page as {page.main.url}, which {page.main.source.id} lists"
            self.emit(describe_listing(other, state=state, reason="same_address", detail=detail))

    def settle_unasked(self, page: WantedPage) -> FoundDocument | None:
        """Settle a page that need not be asked for: not due, unchanged by its sitemap, gone, or in the archive."""
        before = page.before
        if self.is_due_only and page.standing and page.standing.status == "duplicate":
            detail = "the source that listed it first is not due yet"
            return describe_listing(page.main, state="unchanged", reason="not_due", detail=detail)
        if before is None or before.content is None:
            if before is not None and before.last_status == GONE:
                return describe_listing(
                    page.main, state="skipped", reason="gone", detail="it answered 410 (gone) before"
                )
            return None
        if before.content.record is None and not self.needs_no_reading(page, before.content):
            return None
        if not page.is_held:
            is_fresh = before.content.fetched_at > self.now - timedelta(days=STORED_DAYS)
            return self.describe_content(page.main, before.content) if is_fresh else None
        if self.is_retried(page):
            is_readable = read_held(before.content, self.max_bytes) is not None
            return self.describe_content(page.main, before.content) if is_readable else None
        modified = page.main.modified_at
        if page.main.source.kind == "sitemap" and modified and modified < before.content.fetched_at:
            return replace(self.describe_content(page.main, before.content), reason="lastmod")
        if self.is_due_only and not page_is_due(before.first_asked_at, before.last_asked_at, self.now):
            return replace(self.describe_content(page.main, before.content), reason="not_due")
        return None

    def needs_no_reading(self, page: WantedPage, content: Fetched) -> bool:
        """Tell whether the warehouse has what a page holds, of which no copy was kept, as it would read it now."""
        if page.standing is None or self.is_retried(page):
            return False
        held = (page.standing.content_sha256, page.standing.hints_sha256)
        return held == (content.content_sha256, self.describe_content(page.main, content).hints_sha256)

    def is_retried(self, page: WantedPage) -> bool:
        """Tell whether a page is in quarantine, and the run is to read such again."""
        return self.is_retry and page.standing is not None and page.standing.status == "quarantined"

    async def ask(self, page: WantedPage) -> FoundDocument:
        """Ask for a page; the full text in its feed replaces one that cannot be fetched and never was."""
        if page.main.is_inline:
            return await self.take_inline(page)
        before = page.before
        if before and self.is_retried(page):  # and what the archive has of it cannot be read
            before = replace(before, content=None)
        if before and before.content and not before.content.record and not self.needs_no_reading(page, before.content):
            before = replace(before, content=None)
        fetched, held = await ask_again(self.fetcher, before, Request(page.main.url))
        self.emit(FetchNote(page.main.source.id, fetched))
        if held is not None:
            return self.describe_content(page.main, held)
        if page.main.feed and not page.is_held and fetched.state in UNREAD_STATES and fetched.reason != "reserved":
            text = await asyncio.to_thread(find_full_text, page.main, page.main.feed, self.max_bytes)
            if text is not None:
                return self.describe_full_text(page, page.main.feed, text)
        return describe_listing(page.main, state=fetched.state, reason=fetched.reason, detail=fetched.detail)

    async def take_inline(self, page: WantedPage) -> FoundDocument:
        """Read an entry without a page from its feed; one without any text is skipped with a reason."""
        feed = page.main.feed
        text = await asyncio.to_thread(find_full_text, page.main, feed, self.max_bytes) if feed else None
        if feed is None or text is None:
            title = page.main.hints.title
            detail = f"an entry of the feed without a link and without a text{f': {title}' if title else ''}"
            return describe_listing(page.main, state="skipped", reason="no_address", detail=detail)
        return self.describe_full_text(page, feed, text)

    def describe_content(self, listing: Listing, content: Fetched, feed: Fetched | None = None) -> FoundDocument:
        """Describe a page whose content lies in the archive; `feed` is what gave its text, if not the page itself."""
        found = describe_content(listing, content, feed)
        if listing.source.url or listing.is_inline:
            return found
        address = self.parameters.normalise(content.final_url)
        return replace(found, url=address, telling=self.parameters.list_telling(address))

    def describe_full_text(self, page: WantedPage, feed: Fetched, text: bytes) -> FoundDocument:
        """Describe the page that was made of a feed's full text, kept in the archive unless the warehouse has it."""
        url, sha256 = page.main.url, hashlib.sha256(text).hexdigest()
        made = replace(feed, final_url=url, media_type=PAGE_TYPE, record=None, content_sha256=sha256)
        found = self.describe_content(page.main, made, feed)
        held = page.standing
        is_held = held and (held.content_sha256, held.hints_sha256) == (sha256, found.hints_sha256)
        if held and is_held and held.status != "quarantined":
            return found  # and nobody reads it
        place = self.archive.write_conversion(
            url=url, fetched_at=feed.fetched_at, media_type=PAGE_TYPE, content=text, labels={}
        )
        return self.describe_content(page.main, replace(made, record=place), feed)


def find_full_text(listing: Listing, held: Fetched, max_bytes: int) -> bytes | None:
    """Make a page of what a feed has of it; None where the feed has no full text of it after all."""
    feed = read_feed_again(held, max_bytes)
    entries = number_entries(feed, listing.source.location) if feed else []
    entry = next((entry for address, entry in entries if address == listing.url and entry.content_html), None)
    return render_entry(entry, feed) if entry and feed else None


@lru_cache(maxsize=4)  # a host that fails does so for all pages of a feed
def read_feed_again(held: Fetched, max_bytes: int) -> Feed | None:
    """Parse a feed from the archive; None where that cannot be."""
    content = read_held(held, max_bytes)
    feed = parse_feed(content, held.media_type, held.final_url) if content is not None else None
    return None if isinstance(feed, Refusal) else feed


def has_content(known: KnownDocument | None) -> bool:
    """Tell whether the warehouse has, or had, content of a document."""
    return known is not None and known.content_sha256 is not None


def describe_content(listing: Listing, content: Fetched, feed: Fetched | None = None) -> FoundDocument:
    """Describe a page whose content lies in the archive, by what is known of any host."""
    source, record = listing.source, content.record
    return FoundDocument(
        document_id=listing.document_id,
        source_id=source.id,
        location=listing.url,
        path=record.path if record else "",
        record_offset=record.offset if record else None,
        archive_file=Path(record.path).name if record and record.is_kept else None,
        content_sha256=content.content_sha256,
        expected_sha256=source.sha256 if source.kind == "url" else None,
        media_type=content.media_type,
        url=source.url or (None if listing.is_inline else normalise_address(content.final_url)),
        publisher=source.publisher,
        published=source.published,
        language=source.language,
        origin="feed" if feed else "web",
        giver=(feed or content).final_url,
        family=source.family,
        entry=listing.hints,
        fetched_at=content.fetched_at,
    )


def describe_listing(listing: Listing, *, state: str | None, reason: str | None, detail: str | None) -> FoundDocument:
    """Describe a page of which no content is to be read now."""
    return FoundDocument(
        document_id=listing.document_id,
        source_id=listing.source.id,
        location=listing.url,
        state=state or "failed",
        reason=reason,
        detail=detail,
    )


async def for_each_host(
    items: Iterable[Item], get_url: Callable[[Item], str], work: Callable[[Item], Awaitable[None]]
) -> None:
    """Work on items, hosts side by side, those of one host in their order.

    Raises:
        Exception: the first that ended the work on an item; all other work is cancelled.
    """
    hosts: dict[str, list[Item]] = {}
    for item in items:
        hosts.setdefault(urlsplit(get_url(item)).netloc.lower(), []).append(item)

    async def work_on(queue: list[Item]) -> None:
        for item in queue:
            await work(item)

    try:
        async with asyncio.TaskGroup() as group:
            for queue in hosts.values():
                group.create_task(work_on(queue))
    except BaseExceptionGroup as errors:
        raise errors.exceptions[0] from None

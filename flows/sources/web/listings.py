"""Feeds and sitemaps: asked for when they are due, and read for the pages that they list."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flows.errors import ContentEncodingError, DamagedRecordError
from flows.sources.archives.raw_archive import read_record
from flows.sources.documents import NO_HINTS, EntryHints, FoundDocument
from flows.sources.formats.feeds import Feed, find_feeds, number_entries, parse_feed
from flows.sources.formats.sitemaps import SitemapEntry, parse_sitemap
from flows.sources.http.fetcher import Fetcher
from flows.sources.index.read import Source
from flows.sources.values import Fetched, Request
from flows.sources.web import sitemap_walk
from flows.sources.web.history import BlankMemory, PageMemory, WebMemory
from flows.sources.web.schedule import FeedState, dump_state, learn_from, load_state, next_due
from flows.sources.web.sitemap_walk import SitemapWalk, Step
from transforms.dates.instants import Moment, read_moment
from transforms.values import Refusal, hashed_key

DAY_ENDS = timedelta(hours=36)  # after its midnight in UTC, at the latest: west of Greenwich a day ends later
SITEMAP_DAYS = 30  # how far back a sitemap is read where the index sets no `since`
MAX_DAMAGE = 500  # characters of what is said of a damage: parsers quote what they stumble over
LEFT_OUT = sitemap_walk.LEFT_OUT | {
    "other_feed": "feeds that a page names beside the one that is read",
    "misfit": "things among a feed's entries that are none",
}


@dataclass(frozen=True, slots=True)
class Listing:
    """One page as one source lists it. `modified_at` is what the listing says of its last change.

    `feed` is where the feed lies that has the page's full text; None where none has. `is_inline`: there is no page, and
    the text in the feed is all that there is.
    """

    source: Source
    url: str
    hints: EntryHints = NO_HINTS
    modified_at: datetime | None = None
    feed: Fetched | None = None
    is_inline: bool = False

    @property
    def document_id(self) -> str:
        """The document's key."""
        return hashed_key("document", self.source.id, self.url)


@dataclass(frozen=True, slots=True)
class FetchNote:
    """A request that came to an end, for the ledger."""

    source_id: str | None
    fetched: Fetched


@dataclass(frozen=True, slots=True)
class ListingNote:
    """A feed, sitemap or archive that was read, for the ledger: a row of `listings` but for its run."""

    row: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PagesNote:
    """How many more documents are to come."""

    count: int


Event = FoundDocument | FetchNote | ListingNote | PagesNote
Emit = Callable[[Event], None]


@dataclass(frozen=True, slots=True)
class ListingResult:
    """What asking for a listing brought: how the request ended, and the fetch that has the content, with it."""

    fetched: Fetched
    held: Fetched | None
    content: bytes | None


class ListingReader:
    """Reads the sources that list pages, one feed or sitemap at a time for each call."""

    def __init__(
        self,
        fetcher: Fetcher,
        memory: WebMemory | BlankMemory,
        emit: Emit,
        *,
        now: datetime,
        is_due_only: bool,
        max_bytes: int,
    ) -> None:
        self.fetcher, self.memory, self.emit = fetcher, memory, emit
        self.now, self.is_due_only, self.max_bytes = now, is_due_only, max_bytes
        self.known, self.parameters = memory.known_listings(), memory.known_parameters()

    async def read(self, source: Source) -> list[Listing]:
        """Give the pages that a source lists now; what could not be read is told as a document that failed."""
        if source.kind == "feed":
            return await self.read_feed(source, source.location)
        if source.kind == "sitemap":
            return await self.read_sitemaps(source)
        return [Listing(source, source.location)]

    async def read_feed(self, source: Source, url: str, *, is_page_allowed: bool = True) -> list[Listing]:
        """Read a feed; an address that is a web page leads to the feed that the page names."""
        if not self.is_due(source, url):
            return []
        answer = await self.ask(source, url, "feed")
        if answer.content is None or answer.held is None:
            return self.give_up(source, url, answer.fetched)
        held, content = answer.held, answer.content
        feed = await asyncio.to_thread(parse_feed, content, held.media_type, held.final_url)
        if isinstance(feed, Refusal):
            named = find_feeds(content, held.final_url, media_type=held.media_type) if is_page_allowed else ()
            if not named:
                return self.refuse(source, url, answer.fetched, feed)
            others = {"other_feed": len(named) - 1}
            self.note_read(source, url, answer.fetched, Feed(None, url), [], is_index=True, left_out=others)
            return await self.read_feed(source, named[0], is_page_allowed=False)
        left_out = Counter(misfit=feed.misfit_count)
        listings = list(list_entries(source, feed, held, self.now, left_out))
        self.note_read(source, url, answer.fetched, feed, listings, left_out=left_out)
        return listings

    async def read_sitemaps(self, source: Source) -> list[Listing]:
        """Read a source's sitemap and those that it names; one given by its site is found through robots.txt."""
        parts = urlsplit(source.location)
        roots: tuple[str, ...] = (source.location,)
        if parts.path in ("", "/", "/robots.txt"):
            site = f"{parts.scheme}://{parts.netloc}/"
            roots = await self.fetcher.sitemaps_of(site) or (f"{site}sitemap.xml",)
        walk = SitemapWalk(roots, read_since(source.since, self.now), self.parameters.normalise)
        listings: list[Listing] = []
        told: dict[str, ListingNote] = {}
        while step := walk.next_step():
            if self.is_due(source, step.url):
                listings += await self.read_sitemap(source, walk, step, told)
        for url, note in told.items():  # what an index lists may be left out long after the index was read
            if note.row["left_out"] != walk.left_out[url]:
                self.emit(ListingNote(note.row | {"left_out": dict(walk.left_out[url])}))
        return listings

    async def read_sitemap(
        self, source: Source, walk: SitemapWalk, step: Step, told: dict[str, ListingNote]
    ) -> list[Listing]:
        """Read one sitemap of a walk; `told` gets what the ledger is told of it."""
        answer = await self.ask(source, step.url, "sitemap")
        if answer.content is None or answer.held is None:
            return self.give_up(source, step.url, answer.fetched)
        held = answer.held
        sitemap = await asyncio.to_thread(parse_sitemap, answer.content, held.final_url, media_type=held.media_type)
        if isinstance(sitemap, Refusal):
            return self.refuse(source, step.url, answer.fetched, sitemap)
        listings = [describe_sitemap_entry(source, entry) for entry in walk.take(step, sitemap)]
        is_index = any(entry.is_sitemap for entry in sitemap.entries)
        feed, left_out = Feed(None, step.url, damage=sitemap.damage), walk.left_out[step.url]
        told[step.url] = self.note_read(
            source, step.url, answer.fetched, feed, listings, is_index=is_index, left_out=left_out
        )
        return listings

    def is_due(self, source: Source, url: str) -> bool:
        """Tell whether to ask: a scheduled run leaves alone what cannot have news yet."""
        before = self.known.get((source.id, url))
        if not self.is_due_only or before is None:
            return True
        return before["due_at"] is not None and before["due_at"] <= self.now

    async def ask(self, source: Source, url: str, purpose: str) -> ListingResult:
        """Ask for a feed or sitemap; again unconditionally if the archive has lost what we had."""
        before, request = self.memory.known_pages([url]).get(url), Request(url, purpose=purpose)
        answer = await self.ask_once(source, before, request)
        if before and answer.content is None and answer.fetched.state == "unchanged":
            answer = await self.ask_once(source, replace(before, content=None), request)
        return answer

    async def ask_once(self, source: Source, before: PageMemory | None, request: Request) -> ListingResult:
        """Ask for a feed or sitemap, and read what came or what we hold."""
        fetched, held = await ask_again(self.fetcher, before, request)
        self.emit(FetchNote(source.id, fetched))
        content = read_held(held, self.max_bytes) if held else None
        if content is None and fetched.state is None:
            detail = f"{request.url}: its record in the archive cannot be read"
            return ListingResult(replace(fetched, state="failed", reason="unreadable", detail=detail), None, None)
        return ListingResult(fetched, held, content)

    def note_read(
        self,
        source: Source,
        url: str,
        fetched: Fetched,
        feed: Feed,
        listings: Sequence[Listing],
        *,
        is_index: bool = False,
        left_out: Mapping[str, int],
    ) -> ListingNote:
        """Record that a listing was read, what in it was left out or damaged, and when it is due again.

        Of one that lists feeds or sitemaps, how often those get pages is no rhythm, and nothing is learnt.
        """
        before = self.known.get((source.id, url))
        if before is not None and before["reason"] is not None:
            detail = f"readable again; it lists {len(listings)} pages"
            self.emit(describe_source(source, url, "skipped", "listing", detail))
        document_ids = {listing.document_id for listing in listings}
        new_count = len(document_ids) - len(self.memory.known_documents(document_ids))
        state = learn_from(read_rhythm(before), fetched, feed, new_count)
        if is_index:
            state = replace(state, polls=())
        return self.emit_note(
            source,
            url,
            fetched,
            state,
            title=feed.title,
            listed_count=len(listings),
            left_out={reason: count for reason, count in left_out.items() if count},
            damage=feed.damage and feed.damage[:MAX_DAMAGE],
        )

    def refuse(self, source: Source, url: str, fetched: Fetched, refusal: Refusal) -> list[Listing]:
        """Record that the response is not a feed or sitemap."""
        refused = replace(fetched, state="quarantined", reason=refusal.reason, detail=refusal.detail)
        return self.give_up(source, url, refused)

    def give_up(self, source: Source, url: str, fetched: Fetched) -> list[Listing]:
        """Record that a listing could not be read, as a document of its source."""
        state = learn_from(read_rhythm(self.known.get((source.id, url))), fetched)
        self.emit_note(source, url, fetched, state, reason=fetched.reason, detail=fetched.detail)
        self.emit(describe_source(source, url, fetched.state or "failed", fetched.reason, fetched.detail))
        return []

    def emit_note(self, source: Source, url: str, fetched: Fetched, state: FeedState, **columns: Any) -> ListingNote:
        """Record a listing in the ledger; returns the note."""
        due_at, rhythm = next_due(state), json.loads(dump_state(state))
        note = note_listing(
            source, url, fetched.fetched_at, due_at=due_at and due_at.isoformat(), rhythm=rhythm, **columns
        )
        self.emit(note)
        return note


def note_listing(source: Source, url: str, asked_at: datetime, **columns: Any) -> ListingNote:
    """Make the note of a listing; what is not given is null."""
    empty = dict.fromkeys(("title", "due_at", "listed_count", "left_out", "damage", "reason", "detail"))
    named = {"source_id": source.id, "url": url, "kind": source.kind, "asked_at": asked_at.isoformat(), "rhythm": {}}
    return ListingNote(empty | named | columns)


async def ask_again(fetcher: Fetcher, before: PageMemory | None, request: Request) -> tuple[Fetched, Fetched | None]:
    """Ask for an address conditionally: only if it is not what we have.

    Returns:
        What became of the request, under the address asked for though a permanent redirect may have been taken
        beforehand; and the fetch whose record has the content, this one or an earlier, None where there is none.
        A permanent redirect that has come to lead nowhere is forgotten: the address itself is asked the next time.
    """
    held = before.content if before else None
    target = (before.permanent_url if before else None) or request.url
    fetched = await fetcher.fetch(make_condition(replace(request, url=target), held))
    if target != request.url:
        known_url = None if fetched.reason == "gone" else target
        fetched = replace(fetched, url=request.url, permanent_url=fetched.permanent_url or known_url)
    if fetched.state == "unchanged":
        return fetched, held
    return fetched, fetched if fetched.state is None else None


def make_condition(request: Request, held: Fetched | None) -> Request:
    """Make a request conditional on what we have from its address."""
    return replace(request, etag=held.etag, last_modified=held.last_modified) if held else request


def read_held(held: Fetched, max_bytes: int) -> bytes | None:
    """Read the content of a fetch from the archive; None where its record is damaged, or there no more."""
    if held.record is None:
        return None
    try:
        return read_record(Path(held.record.path), held.record.offset, max_bytes).content
    except (OSError, DamagedRecordError, ContentEncodingError):
        return None


def list_entries(
    source: Source, feed: Feed, fetched: Fetched, now: datetime, left_out: Counter[str]
) -> Iterator[Listing]:
    """Give the pages that a feed lists, and the entries that have no page; `left_out` counts what is too old or cut."""
    since = read_since(source.since, now) if source.since else None
    for address, entry in number_entries(feed, source.location):
        if feed.damage and entry is feed.entries[-1] and entry.link is entry.guid is entry.content_html is None:
            left_out["cut_off"] += 1
            continue
        moment = read_moment(entry.updated or entry.published or "")
        if since and moment and moment.at < since:
            left_out["before_since"] += 1
            continue
        hints = EntryHints(
            title=entry.title,
            published=entry.published,
            authors=entry.authors,
            tags=entry.tags,
            publisher=feed.title,
            language=entry.language or feed.language,
        )
        modified_at = moment.at if moment else None
        held = fetched if entry.content_html else None
        yield Listing(source, address, hints, modified_at, held, is_inline=entry.link is None)


def describe_sitemap_entry(source: Source, entry: SitemapEntry) -> Listing:
    """Give the page that a sitemap's entry names."""
    moment = read_moment(entry.lastmod or "")
    hints = EntryHints(title=entry.title, published=entry.published, publisher=entry.publisher, language=entry.language)
    return Listing(source, entry.location, hints, find_latest(moment) if moment else None)


def find_latest(moment: Moment) -> datetime:
    """Give the last instant that a moment may mean.

    >>> find_latest(Moment(datetime.fromisoformat("2031-05-02T00:00:00Z"), "day")).isoformat()
    '2031-05-03T12:00:00+00:00'
    """
    try:
        return moment.at + DAY_ENDS if moment.precision == "day" else moment.at
    except OverflowError:  # the last day of the calendar
        return moment.at


def describe_source(source: Source, url: str, state: str, reason: str | None, detail: str | None) -> FoundDocument:
    """Describe a feed or sitemap as a document of its source, so that one that fails is accounted for."""
    return FoundDocument(
        document_id=hashed_key("document", source.id, url),
        source_id=source.id,
        location=url,
        state=state,
        reason=reason,
        detail=detail,
    )


def read_since(since: str | None, now: datetime) -> datetime:
    """Give the instant that `since` names: a date, or a number of days such as 30d; by default 30 days ago.

    >>> read_since("2d", datetime.fromisoformat("2026-03-04T05:06:07Z")).isoformat()
    '2026-03-02T05:06:07+00:00'
    """
    if since and not since.endswith("d"):
        return datetime.fromisoformat(f"{since}T00:00:00+00:00")
    return now - timedelta(days=int(since[:-1]) if since else SITEMAP_DAYS)


def read_rhythm(before: dict[str, Any] | None) -> FeedState:
    """Read what is known of a listing's rhythm."""
    return load_state(before["rhythm"]) if before else FeedState()

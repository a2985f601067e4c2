"""Plans the reading of sitemaps: which to open, in which order, and how many."""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count, zip_longest

from flows.sources.formats.sitemaps import MAX_DEPTH, Sitemap, SitemapEntry, is_named_before, is_within
from transforms.dates.instants import read_moment
from transforms.urls import normalise_address

MAX_SITEMAPS = 500  # opened for one source in one run
MAX_STALE = 20  # sitemaps in a row of those that the index calls old, with nothing new in them
MAX_PAGES = 50_000  # of one source in one run
LEFT_OUT = {
    "before_since": "pages from before the time asked for, or of which nothing says that they are from within it",
    "old_sitemap": "sitemaps that by their name, or by the index and a sample, hold only such pages",
    "depth_limit": "sitemaps behind more indexes than the protocol allows",
    "sitemap_limit": "sitemaps beyond the number that a run opens for one source",
    "page_limit": "pages beyond the number that a run takes of one source",
    "no_address": "entries without an address that can be asked for",
}


@dataclass(frozen=True, slots=True)
class Step:
    """One sitemap to open: at which depth (1 for a root), and by which index and entry of it it is listed.

    Of a root, which no index lists, `listed_in` is the walk's first root.
    """

    url: str
    depth: int
    listed_in: str
    listed_as: SitemapEntry | None = None
    is_stale: bool = False


class SitemapWalk:
    """A walk from a source's sitemaps down to its pages since a given time.

    Ask `next_step` what to open, hand what was read to `take`, and go on until there is no step. Each sitemap is opened
    once and each page listed once; those changed last come first, so that a limit cuts off what is oldest.

    An index may say of a sitemap that it is older than what it holds. So those that it calls old are opened too, after
    all others, from both ends of the index in turn, until `MAX_STALE` of them in a row had nothing new.

    `left_out` counts what is not followed: by the sitemap that lists it, and by reason (see `LEFT_OUT`).
    """

    def __init__(
        self, roots: Iterable[str], since: datetime, normalise: Callable[[str], str] = normalise_address
    ) -> None:
        self.since, self._normalise = since, normalise
        self.left_out: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._seen: set[str] = set()
        self._pages: set[str] = set()
        self._order = count()
        self._fruitless = 0
        self._waiting: list[tuple[bool, float, int, Step]] = []
        roots = tuple(roots)
        for url in roots:
            self._queue(Step(url, 1, roots[0]))

    def next_step(self) -> Step | None:
        """Give the next sitemap to open, None at the end."""
        while self._waiting:
            step = heapq.heappop(self._waiting)[3]
            if not step.is_stale or self._fruitless < MAX_STALE:
                return step
            self.left_out[step.listed_in]["old_sitemap"] += 1
        return None

    def take(self, step: Step, sitemap: Sitemap) -> list[SitemapEntry]:
        """Queue the sitemaps that one lists, and give its pages that lie within the time and are new to the walk."""
        pages: list[SitemapEntry] = []
        stale: list[SitemapEntry] = []
        left_out = self.left_out[step.url]
        if sitemap.unaddressed_count:
            left_out["no_address"] += sitemap.unaddressed_count
        for entry in sitemap.entries:
            if not is_within(entry, self.since, step.listed_as):
                if entry.is_sitemap and not is_named_before(entry, self.since):
                    stale.append(entry)
                else:
                    left_out["old_sitemap" if entry.is_sitemap else "before_since"] += 1
            elif entry.is_sitemap:
                self._queue(Step(entry.location, step.depth + 1, step.url, entry))
            elif (name := self._normalise(entry.location)) not in self._pages:
                if len(self._pages) >= MAX_PAGES:
                    left_out["page_limit"] += 1
                    continue
                self._pages.add(name)
                pages.append(entry)
        if step.is_stale:
            self._fruitless = 0 if pages else self._fruitless + 1
        for entry in alternate_ends(stale):
            self._queue(Step(entry.location, step.depth + 1, step.url, entry, is_stale=True))
        return pages

    def _queue(self, step: Step) -> None:
        """Put a sitemap into the queue, if it is new and within the limits."""
        name = normalise_address(step.url)
        if name in self._seen:
            return
        if step.depth > MAX_DEPTH:
            self.left_out[step.listed_in]["depth_limit"] += 1
        elif len(self._seen) >= MAX_SITEMAPS:
            self.left_out[step.listed_in]["sitemap_limit"] += 1
        else:
            self._seen.add(name)
            moment = read_moment((step.listed_as.lastmod if step.listed_as else None) or "")
            newest = moment.at.timestamp() if moment else 0.0
            heapq.heappush(self._waiting, (step.is_stale, -newest, next(self._order), step))


def alternate_ends(entries: list[SitemapEntry]) -> list[SitemapEntry]:
    """Order entries from both ends towards the middle: an index has its newest part first, or last."""
    half = (len(entries) + 1) // 2
    pairs = zip_longest(entries[:half], reversed(entries[half:]))
    return [entry for pair in pairs for entry in pair if entry]

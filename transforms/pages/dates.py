"""When a page was published and changed: every place where it says so, the most trusted first.

What the page states of itself (JSON-LD, meta, an element or line that is called the date of publication, a time under
the headline) comes before the address, these before the listing or index, and a day that merely stands under the
headline last. What stands in the site's head or foot, a clock, a comment, another story or running text counts never.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, islice
from typing import Any

from transforms.dates.days import fold_text
from transforms.dates.instants import FoundMoment, Moment, find_moments, read_url_day
from transforms.pages.article_zone import AFTER, BEFORE, HEADLINES, Zone, is_running
from transforms.pages.date_words import CHANGED, PUBLISHED, find_label, starts_with_label
from transforms.pages.jsonld import first_text
from transforms.pages.page import Block
from transforms.words.lists import read_lists

LISTS = read_lists(__package__, "dates")
PUBLISHED_META, MODIFIED_META = LISTS["published_meta"], LISTS["modified_meta"]
CALLED_PUBLISHED = re.compile(r"publish|pubdate|created|posted", re.I)
CALLED_CHANGED = re.compile(r"updat|modif", re.I)
CALLED_DATE = re.compile(r"(?<![a-z])(?:date|time|datetime|timestamp|byline|meta|fecha|datum|data)(?![a-z])")
YEAR = re.compile(r"\d{4}|\d年|元年")
LONGEST_LINE, LONGEST_REST, LONGEST_NAMED, LONGEST_LABEL = 25, 12, 6, 3  # words
MAX_TIMES, MAX_SIBLINGS = 300, 12  # that are looked at
SENTENCE = 3  # words beside the date, from which on a full stop ends a sentence


@dataclass(frozen=True, slots=True)
class Stated:
    """A date on the page: where it was found, what it says, whether the page calls it published or changed."""

    source: str
    value: str | Moment
    label: str | None
    is_near: bool  # between the headline and the text


def published_moments(
    article: dict[str, Any], reader: DateReader, addresses: tuple[str | None, ...], hint: str | None
) -> Iterator[tuple[str, str | Moment]]:
    """Yield dates of publication, the most trusted first."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for value in first_text(article.get(key)):
            yield "json-ld", value
    for key in PUBLISHED_META:
        for value in (reader.page.meta.get(key) or [])[:1]:
            yield f"meta:{key}", value
    yield from reader.list_shown(PUBLISHED)
    yield from reader.list_shown(None, source="time", is_near=True)
    url_day = next((day for url in addresses if url and (day := read_url_day(url))), None)
    if url_day:
        yield "url", url_day
    if hint:
        yield "hint", hint
    yield from reader.list_shown(None, is_near=True)
    yield from reader.list_shown(None, is_near=False)


def modified_moments(article: dict[str, Any], reader: DateReader) -> Iterator[tuple[str, str | Moment]]:
    """Yield dates of the last change."""
    for value in first_text(article.get("dateModified")):
        yield "json-ld", value
    for key in MODIFIED_META:
        yield from ((f"meta:{key}", value) for value in (reader.page.meta.get(key) or [])[:1])
    yield from reader.list_shown(CHANGED)


class DateReader:
    """Reads the dates that a page shows of its own article, marked as times or not."""

    def __init__(self, zone: Zone, tag: str) -> None:
        self.zone, self.page, self.tag = zone, zone.page, tag

    @cached_property
    def shown(self) -> list[Stated]:
        """All that the page shows, times first: read when the head of the page does not settle it."""
        return [*self.read_times(), *self.read_lines()]

    def list_shown(
        self, label: str | None, *, source: str | None = None, is_near: bool | None = None
    ) -> Iterator[tuple[str, str | Moment]]:
        """Give the dates shown under a label, or without one; of one kind or place."""
        for one in self.shown:
            if one.label == label and source in (None, one.source) and is_near in (None, one.is_near):
                yield one.source, one.value

    def read_times(self) -> Iterator[Stated]:
        """Read `<time>` elements and microdata: those near the headline, and others without links beside them."""
        marked = (element for element in self.zone.marked if "date" in (element.get("itemprop") or "").lower())
        times = (element for element in self.page.tree.iter("time") if "date" not in (element.get("itemprop") or ""))
        for element in islice(chain(marked, times), MAX_TIMES):
            value = element.get("datetime") or element.get("content") or "".join(element.itertext())
            node = self.zone.node_of(element)
            block = self.zone.block_of(node)
            if not value.strip() or not self.zone.is_of_page(node) or (block and is_running(block)):
                continue
            place = self.zone.place_of(node)
            is_near = self.zone.is_near(place, node)
            if is_near or not block or not block.link_words:
                yield Stated("time", value.strip(), self.label_of(element, place), is_near)

    def label_of(self, element: Any, place: int) -> str | None:
        """Say what the page calls a time: in attributes, in the words before it or within it, or in the line above."""
        names = " ".join(filter(None, (element.get("itemprop"), element.get("class"), element.get("id"))))
        if CALLED_CHANGED.search(names) and not CALLED_PUBLISHED.search(names):
            return CHANGED
        if CALLED_PUBLISHED.search(names) or element.get("pubdate") is not None:
            return PUBLISHED
        before = text_before(element, self.zone.nodes)
        label = find_label(fold_text(f"{before} {''.join(element.itertext())}"[-120:]))
        return label or (None if before.strip() else self.label_above(place))

    def label_above(self, place: int) -> str | None:
        """Read the line above, if it is but a label."""
        if not 0 < place <= len(self.page.blocks):
            return None
        above = self.page.blocks[place - 1]
        is_label = above.words <= LONGEST_LABEL and not re.search(r"\d", above.text)
        return find_label(fold_text(above.text)) if is_label else None

    def read_lines(self) -> Iterator[Stated]:
        """Read the short lines that give dates: those behind the headline, then those above it, the nearest first."""
        start = self.zone.start or 0
        behind = range(start + (self.zone.start is not None), min(len(self.page.blocks), start + AFTER))
        for place in (*behind, *range(start - 1, max(-1, start - BEFORE), -1)):
            block = self.page.blocks[place]
            is_line = block.words <= LONGEST_LINE and YEAR.search(block.text) and block.tag != "h1"
            if is_line and self.zone.is_of_page(block.node):
                yield from self.read_line(place, block)

    def read_line(self, place: int, block: Block) -> Iterator[Stated]:
        """Read the dates of one line, each with the words before it."""
        folded = fold_text(block.text)
        found = list(find_moments(folded, self.tag))
        name, rest = self.page.nodes[block.node].name, rest_words(folded, found)
        is_near = self.zone.is_near(place, block.node)
        is_dated = bool(CALLED_DATE.search(name)) and rest <= LONGEST_NAMED
        longest = LONGEST_REST if is_near and (is_dated or block.tag not in HEADLINES) else 0
        end = 0
        for number, one in enumerate(found):
            label = find_label(folded[end : one.start]) or (None if number else self.label_above(place))
            end = one.end
            if rest >= SENTENCE and is_running(block) and not (label and starts_with_label(folded)):
                continue
            if label or (rest <= longest and (is_near or not block.link_words)):
                yield Stated(
                    "visible", one.moment, label or (label_name(name) if is_near and is_dated else None), is_near
                )


def label_name(name: str) -> str:
    """Say what the name of an element for a date calls it."""
    return CHANGED if CALLED_CHANGED.search(name) and not CALLED_PUBLISHED.search(name) else PUBLISHED


def rest_words(folded: str, found: list[FoundMoment]) -> int:
    """Count the words of a line besides its dates."""
    return len(folded.split()) - sum(len(folded[one.start : one.end].split()) for one in found)


def text_before(element: Any, nodes: dict[Any, int]) -> str:
    """Give the text before an element within its block, back to the last time element."""
    parts: list[str] = []
    while element is not None and element not in nodes:
        for sibling in islice(element.itersiblings(preceding=True), MAX_SIBLINGS):
            parts.append(sibling.tail or "")
            if sibling.tag == "time" or sibling in nodes or sibling.find(".//time") is not None:
                return "".join(reversed(parts))
            parts.append("".join(sibling.itertext()))
        element = element.getparent()
        if element is not None:
            parts.append(element.text or "")
    return "".join(reversed(parts))

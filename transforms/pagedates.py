"""When a page was published and changed: every place where it says so, the most trusted first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.dates import Moment, read_url_day
from transforms.jsonld import first_text
from transforms.page import Page

PUBLISHED_META = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "dc.date.created", "article.published",
    "article:published", "publish-date", "publishdate", "published_time", "publication_date", "pubdate",
    "cxenseparse:recs:publishtime", "bt:pubdate", "dcterms.date", "dc.date", "date", "citation_publication_date",
    "article_date_original", "originalpublicationdate", "rnews:datepublished", "displaydate", "ptime",
    "date_published", "published-date", "vr:published_time", "release_date", "article.created", "dcsext.pn-pub",
)  # fmt: skip
MODIFIED_META = (
    "article:modified_time", "og:updated_time", "datemodified", "last-modified", "lastmod", "dcterms.modified",
    "article:modified", "revision_date", "dc.date.modified",
)  # fmt: skip
CALLED_PUBLISHED = re.compile(r"publish|pubdate|created|posted", re.I)
CALLED_CHANGED = re.compile(r"updat|modif", re.I)
YEAR = re.compile(r"\b(?:19|20)\d{2}\b")


def published_moments(
    page: Page, article: dict[str, Any], addresses: tuple[str | None, ...], hint: str | None
) -> Iterator[tuple[str, str | Moment]]:
    """Yield dates of publication, the most trusted first."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        for value in first_text(article.get(key)):
            yield "json-ld", value
    for key in PUBLISHED_META:
        for value in (page.meta.get(key) or [])[:1]:
            yield f"meta:{key}", value
    yield from marked_times(page)
    url_day = next((day for url in addresses if url and (day := read_url_day(url))), None)
    if url_day:
        yield "url", url_day
    yield from visible_dates(page)
    for value in first_text(article.get("dateModified")):
        yield "json-ld:modified", value
    for key in MODIFIED_META:
        yield from ((f"meta:{key}", value) for value in (page.meta.get(key) or [])[:1])
    if hint:
        yield "hint", hint


def marked_times(page: Page) -> Iterator[tuple[str, str]]:
    """Yield `<time>` elements and microdata: those called published first, then the first of the page."""
    times = [element for element in page.tree.iter("time", "span", "abbr", "div", "p", "meta")
             if element.tag == "time" or "datepublished" in (element.get("itemprop") or "").lower()]  # fmt: skip
    called = [element for element in times if CALLED_PUBLISHED.search(name_time(element))]
    plain = [element for element in times if not CALLED_CHANGED.search(name_time(element))]
    for element in [*called[:2], *plain[:2], *times[:1]]:
        value = element.get("datetime") or element.get("content") or "".join(element.itertext())
        if value and value.strip():
            yield "time", value.strip()


def name_time(element: Any) -> str:
    """Give what the attributes of an element call its date."""
    return f"{element.get('itemprop')} {element.get('class')} {'pubdate' if element.get('pubdate') is not None else ''}"


def visible_dates(page: Page) -> Iterator[tuple[str, str]]:
    """Short blocks that hold a date: in an element marked as a byline, else the first under the headline."""
    start = next((i for i, block in enumerate(page.blocks) if block.tag == "h1"), 0)
    for block in page.blocks[max(0, start - 8) : start + 30]:
        if block.words <= 25 and YEAR.search(block.text):
            yield "visible", block.text


def modified_moments(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield dates of the last change."""
    for value in first_text(article.get("dateModified")):
        yield "json-ld", value
    for key in MODIFIED_META:
        yield from ((f"meta:{key}", value) for value in (page.meta.get(key) or [])[:1])

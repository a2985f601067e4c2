"""Who wrote a page: where names of authors stand, which of them are people, and which name an agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from transforms.byline import plain_name, read_agency, read_people
from transforms.jsonld import first_text, types_of
from transforms.page import Page
from transforms.spacing import collapse

MAX_AUTHORS = 8
DATELINE_AGENCY = re.compile(
    r"^[^.\n]{0,60}?\(?\b(Reuters|AP|AFP|PA|dpa|UPI|AAP|IANS|PTI|ANI|EFE|ANSA|TASS|Xinhua|Kyodo|CP|"
    r"The Canadian Press)\)?\s*[—–-]"
)
BYLINE_REACH = 40
BYLINE_START = re.compile(r"(?:(?:written|published|posted|story|words|reported) )?by\b\s*:?\s", re.I)
NAME_AND_DATE = re.compile(
    r"(?:[A-ZÀ-Þ][\w.’'-]+ ){2,3}\W*(?:[A-Z][a-z]{2,8}\.? \d{1,2},?|\d{1,2}\.? [A-Z][a-z]{2,8}\.?,?) "
    r"20\d\d\b"
)
AUTHOR_LINK = re.compile(
    r"/(?:authors?|staff|profiles?|contributors?|people|journalists?|reporters?|by|writers?)/[\w%.-]{3,}", re.I
)
FOREIGN_BYLINE = re.compile(
    r"\b(?:related|recommend\w*|popular|trending|latest|sidebar|aside|footer|comments?|nav|menu|teaser|"
    r"card)\b"
)
AUTHOR_META = (
    "author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator", "article:author",
    "article:author_name", "cxenseparse:author", "authors", "og:article:author", "twitter:data1", "dc.contributor",
    "creator", "citation_author",
)  # fmt: skip
Bylines = list[tuple[str, list[str]]]  # where names of authors stand, and the values there


def authors(bylines: Bylines, sites: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the people that the evidence names: the first to name any, or a later one with them all and more."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for source, raw in bylines:
        people = tuple(dict.fromkeys(name for value in raw for name in read_people(value, sites)))
        if people:
            found.append((source, people))
    first = {plain_name(name) for name in found[0][1]} if found else set()
    for source, people in found[1:]:
        if source.startswith("meta:") and len(people) <= MAX_AUTHORS and first < {plain_name(name) for name in people}:
            yield source, people
    yield from found


def byline_evidence(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield where names of authors stand, the most trusted first."""
    yield "json-ld", list(person_names(article.get("author") or article.get("creator")))
    for key in AUTHOR_META:
        yield f"meta:{key}", page.meta.get(key) or []
    yield "microdata", list(islice(marked_authors(page), MAX_AUTHORS))
    yield "byline", list(visible_bylines(page))
    yield "author-link", list(islice(linked_authors(page), MAX_AUTHORS))


def person_names(value: Any) -> Iterator[str]:
    """Yield names in a JSON-LD author that are not called organisations."""
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict) and isinstance(item.get("name"), list):
            yield from first_text(item["name"])
        elif not isinstance(item, dict) or "Organization" not in " ".join(types_of(item)):
            yield from first_text(item)


def marked_authors(page: Page) -> Iterator[str]:
    """Yield texts of elements that are marked as the author: rel, microdata, or a class of author and byline links."""
    for element in page.tree.iter("a", "span", "meta", "div", "p"):
        rel, prop = (element.get("rel") or "").lower(), (element.get("itemprop") or "").lower()
        if "author" in rel.split() or "author" in prop.split():
            inner = element.find(".//*[@itemprop='name']")
            chosen = element if inner is None else inner
            text = collapse(chosen.get("content") or "".join(chosen.itertext()))
            if 0 < len(text) < 120:
                yield text


def linked_authors(page: Page) -> Iterator[str]:
    """Yield the first group of links to author pages: their addresses say so on most content systems."""
    parent = None
    for element in page.tree.iter("a"):
        if AUTHOR_LINK.search(element.get("href") or "") and not FOREIGN_BYLINE.search(context_of(element)):
            text = collapse("".join(element.itertext()))
            if not text or len(text) > 80:
                continue
            if parent is not None and element.getparent() is not parent:
                return
            parent = element.getparent()
            yield text


def context_of(element: Any) -> str:
    """Give the class names around an element."""
    names = []
    for _ in range(8):
        if element is None:
            break
        names.append(f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}")
        element = element.getparent()
    return " ".join(names).lower()


def visible_bylines(page: Page) -> Iterator[str]:
    """Blocks near the headline that start with "By", or give a name and a date and no more."""
    start = next((i for i, block in enumerate(page.blocks) if block.tag == "h1"), None)
    near = page.blocks if start is None else page.blocks[max(0, start - 5) : start + BYLINE_REACH]
    for number, block in enumerate(near):
        if block.words > 25 or page.nodes[block.node].marks & {"related", "caption", "comments"}:
            continue
        is_dated = start is not None and 5 <= number <= 12 and NAME_AND_DATE.match(block.text)
        if (BYLINE_START.match(block.text) or is_dated) and read_people(block.text):
            yield block.text
            return


def agencies(bylines: Bylines, article: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The agency in the author fields, the visible byline, or the dateline of the first paragraphs."""
    for source, values in bylines:
        for value in values:
            yield source, read_agency(value)
    for item in first_text(article.get("author")):
        yield "json-ld", read_agency(item)


def read_dateline_agency(text: str) -> str | None:
    """Name the agency of a dateline.

    >>> read_dateline_agency("VARNMOUTH (Reuters) - The bridge closed."), read_dateline_agency("The AP said so.")
    ('Reuters', None)
    """
    match = DATELINE_AGENCY.match(text)
    return read_agency(match[1]) if match else None

"""Who wrote a page: where names of authors stand, which of them are people, and which name an agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from transforms.byline import cut_prefix, plain_name, read_agency, read_people
from transforms.jsonld import first_text, read_people_of
from transforms.page import Block
from transforms.spacing import collapse
from transforms.unspaced import opens_byline
from transforms.zone import HEADLINES, Zone, is_running

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
AUTHOR_CLASS = re.compile(
    r"(?<![a-z])(?:by-?lines?|authors?|autor(?:es|en|in)?|auteurs?|autor[ei]|firma|writers?|reporters?|journalists?|"
    r"redacteur|redaktor|forfatter|forfattare|skribent|yazar|avtor)(?:-?(?:names?|links?|info|meta|line|box))?(?![a-z])"
)


class Credit(NamedTuple):
    """What a place says of its authors, and whether it calls them persons."""

    text: str
    is_person: bool = False


Bylines = list[tuple[str, list[Credit]]]  # where names of authors stand, and the values there


def authors(bylines: Bylines, sites: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the people that the evidence names: the first to name any, or a later one with them all and more."""
    found: list[tuple[str, tuple[str, ...]]] = []
    for source, raw in bylines:
        people = tuple(
            dict.fromkeys(name for one in raw for name in read_people(one.text, sites, is_person=one.is_person))
        )
        if people:
            found.append((source, people))
    first = {plain_name(name) for name in found[0][1]} if found else set()
    for source, people in found[1:]:
        if source.startswith("meta:") and len(people) <= MAX_AUTHORS and first < {plain_name(name) for name in people}:
            yield source, people
    yield from found


def byline_evidence(zone: Zone, article: dict[str, Any]) -> Iterator[tuple[str, list[Credit]]]:
    """Yield where names of authors stand, the most trusted first."""
    people = read_people_of(article.get("author") or article.get("creator"))
    yield "json-ld", [Credit(*one) for one in people]
    for key in AUTHOR_META:
        yield f"meta:{key}", [Credit(value) for value in zone.page.meta.get(key) or []]
    yield "microdata", [Credit(text) for text in islice(marked_authors(zone), MAX_AUTHORS)]
    yield "byline", [Credit(text) for text in visible_bylines(zone)]
    yield "author-link", [Credit(text) for text in islice(linked_authors(zone), MAX_AUTHORS)]
    yield "byline", [Credit(text) for text in islice(named_bylines(zone), 1)]


def marked_authors(zone: Zone) -> Iterator[str]:
    """Yield texts of elements that are marked as the author: rel, microdata, or a class of author and byline links."""
    for element in zone.page.tree.iter("a", "span", "meta", "div", "p"):
        rel, prop = (element.get("rel") or "").lower(), (element.get("itemprop") or "").lower()
        is_marked = "author" in rel.split() or "author" in prop.split()
        if is_marked and zone.is_of_page(zone.node_of(element)):
            inner = element.find(".//*[@itemprop='name']")
            chosen = element if inner is None else inner
            text = collapse(chosen.get("content") or "".join(chosen.itertext()))
            if 0 < len(text) < 120:
                yield text


def linked_authors(zone: Zone) -> Iterator[str]:
    """Yield the first group of links to author pages: their addresses say so on most content systems."""
    parent = None
    for element in zone.page.tree.iter("a"):
        if AUTHOR_LINK.search(element.get("href") or "") and is_own(zone, element):
            text = collapse("".join(element.itertext()))
            if not text or len(text) > 80:
                continue
            if parent is not None and element.getparent() is not parent:
                return
            parent = element.getparent()
            yield text


def is_own(zone: Zone, element: Any) -> bool:
    """Tell the page's own authors from those of other stories and of comments."""
    return zone.is_of_page(zone.node_of(element)) and not FOREIGN_BYLINE.search(context_of(element))


def context_of(element: Any) -> str:
    """Give the class names around an element."""
    names = []
    for _ in range(8):
        if element is None:
            break
        names.append(f"{element.tag} {element.get('class') or ''} {element.get('id') or ''}")
        element = element.getparent()
    return " ".join(names).lower()


def visible_bylines(zone: Zone) -> Iterator[str]:
    """Blocks near the headline that start with "By", or give a name and a date and no more."""
    for block in near_blocks(zone):
        is_brief = is_line(zone, block) and opens_line(block.text)
        if (is_brief or BYLINE_START.match(block.text)) and zone.is_of_page(block.node) and read_people(block.text):
            yield block.text
            return


def opens_line(text: str) -> bool:
    """Tell a line that opens with "by" or "author" in some language, or with a name and a date."""
    return cut_prefix(text) != text or opens_byline(text) or NAME_AND_DATE.match(text) is not None


def named_bylines(zone: Zone) -> Iterator[str]:
    """Yield lines under the headline that stand in an element named after the author."""
    for block in near_blocks(zone):
        around = list(zone.page.ancestors(block.node))[:2]
        is_named = any(AUTHOR_CLASS.search(zone.page.nodes[node].name.replace("_", "-")) for node in around)
        if is_named and is_line(zone, block) and zone.is_of_page(block.node) and read_people(block.text):
            yield block.text


def near_blocks(zone: Zone) -> list[Block]:
    """Give the short blocks around the headline."""
    start = zone.start
    blocks = zone.page.blocks if start is None else zone.page.blocks[max(0, start - 5) : start + BYLINE_REACH]
    return [b for b in blocks if b.words <= 25 and not zone.page.nodes[b.node].marks & {"related", "comments"}]


def is_line(zone: Zone, block: Block) -> bool:
    """Tell a line of a few words near the headline from running text, and from headings."""
    is_heading = block.tag in HEADLINES and "byline" not in zone.page.nodes[block.node].marks
    return (
        not is_heading
        and block.words <= 12
        and not is_running(block)
        and zone.is_near(zone.place_of(block.node), block.node)
    )


def agencies(bylines: Bylines, article: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """The agency in the author fields, the visible byline, or the dateline of the first paragraphs."""
    for source, values in bylines:
        for value in values:
            yield source, read_agency(value.text)
    for item in first_text(article.get("author")):
        yield "json-ld", read_agency(item)


def read_dateline_agency(text: str) -> str | None:
    """Name the agency of a dateline.

    >>> read_dateline_agency("VARNMOUTH (Reuters) - The bridge closed."), read_dateline_agency("The AP said so.")
    ('Reuters', None)
    """
    match = DATELINE_AGENCY.match(text)
    return read_agency(match[1]) if match else None

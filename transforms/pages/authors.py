"""Who wrote a page: where names of authors stand, which of them are people, and which name an agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from transforms.pages.article_zone import HEADLINES, Zone, is_running
from transforms.pages.bylines import cut_prefix, plain_name, read_agency, read_people
from transforms.pages.jsonld import first_text, read_people_of
from transforms.pages.page import Block
from transforms.pages.unspaced_names import find_unspaced_credit
from transforms.whitespace import collapse

MAX_AUTHORS, MAX_MARKS = 8, 40
DATELINE_AGENCY = re.compile(
    r"^[^.\n]{0,60}?\(?\b(Reuters|AP|AFP|PA|dpa|UPI|AAP|IANS|PTI|ANI|EFE|ANSA|TASS|Xinhua|Kyodo|CP|"
    r"The Canadian Press)\)?\s*[—–-]"
)
BYLINE_REACH = 40
LONGEST_LINE = 18  # words
CREDIT_BEHIND_DATE = re.compile(r"\d{4}\b.{0,20}?\b((?:by|von|par|por|door|av|af|oleh)\s[^\W\d_].*)", re.I)
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
MARKED_TAGS = ("a", "span", "meta", "div", "p")
INLINE_TAGS, MAX_INLINE = ("span", "a", "cite", "b", "strong", "em"), 60
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
        if found and not source.startswith("meta:"):
            break
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
    for source, texts in (("microdata", marked_authors(zone, is_near=True)), ("byline", visible_bylines(zone))):
        yield source, [Credit(text) for text in islice(texts, MAX_AUTHORS)]


def further_evidence(zone: Zone) -> Iterator[tuple[str, list[Credit]]]:
    """Yield where names of authors stand on pages that name none so far."""
    linked = list(islice(linked_authors(zone), MAX_MARKS))
    places = (
        ("author-link", (text for text, is_near in linked if is_near)),
        ("byline", islice(filter(read_people, named_bylines(zone)), 1)),
        ("microdata", marked_authors(zone, is_near=False)),
        ("author-link", (text for text, is_near in linked if not is_near)),
    )
    for source, texts in places:
        yield source, [Credit(text) for text in islice(texts, MAX_AUTHORS)]


def marked_authors(zone: Zone, *, is_near: bool) -> Iterator[str]:
    """Yield texts of elements that rel or microdata mark as the author, near the headline or elsewhere."""
    for element in (element for element in zone.marked if element.tag in MARKED_TAGS):
        names = f"{element.get('rel') or ''} {element.get('itemprop') or ''}".lower().split()
        node = zone.node_of(element)
        if "author" not in names or not zone.is_of_page(node):
            continue
        if zone.is_near(zone.place_of(node), node) is is_near:
            inner = element.find(".//*[@itemprop='name']")
            chosen = element if inner is None else inner
            text = collapse(chosen.get("content") or "".join(chosen.itertext()))
            if 0 < len(text) < 120:
                yield text


def linked_authors(zone: Zone) -> Iterator[tuple[str, bool]]:
    """Yield links to author pages, which addresses give away on most systems: the first group near and elsewhere."""
    parents: dict[bool, Any] = {}
    for element in zone.page.tree.iter("a"):
        if not AUTHOR_LINK.search(element.get("href") or "") or FOREIGN_BYLINE.search(context_of(element)):
            continue
        node, text = zone.node_of(element), collapse("".join(element.itertext()))
        if text and len(text) <= 80 and zone.is_of_page(node):
            is_near = zone.is_near(zone.place_of(node), node)
            if parents.setdefault(is_near, element.getparent()) is element.getparent():
                yield text, is_near


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
    """The block near the headline that starts with "By", gives a name and a date and no more, or a date and "by"."""
    for block in near_blocks(zone):
        text = block.text
        if not BYLINE_START.match(text):
            text = find_credit(text) if is_line(zone, block) else ""
        if text and zone.is_of_page(block.node) and read_people(text):
            yield text
            return


def find_credit(text: str) -> str:
    """Give a line from its "by" or "author" on, in some language; it opens the line, or stands behind a date.

    >>> find_credit("Por Lucía Vidal | 2 de mayo"), find_credit("Posted on May 2, 2031 by Ada Moss")
    ('Por Lucía Vidal | 2 de mayo', 'by Ada Moss')
    """
    if cut_prefix(text) != text or NAME_AND_DATE.match(text):
        return text
    match = CREDIT_BEHIND_DATE.search(text)
    return match[1] if match else find_unspaced_credit(text)


def named_bylines(zone: Zone) -> Iterator[str]:
    """Yield what stands near the headline in an element named after the author."""
    blocks = [block for block in near_blocks(zone) if is_line(zone, block) and zone.is_of_page(block.node)]
    for block in blocks:
        for element in islice(zone.page.nodes[block.node].element.iter(*INLINE_TAGS), MAX_INLINE):
            if is_named(element.get("class")) and zone.node_of(element) == block.node:
                yield collapse("".join(element.itertext()))
    for block in blocks:
        around = [zone.page.nodes[node] for node in islice(zone.page.ancestors(block.node), 2)]
        if any(is_named(node.name) for node in around):
            yield block.text


def is_named(name: str | None) -> bool:
    """Tell the class of an element for authors."""
    return bool(name) and AUTHOR_CLASS.search((name or "").lower().replace("_", "-")) is not None


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
        and block.words <= LONGEST_LINE
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

"""Several parts of one kind on a page: other articles below the page's own, and the entries of a live blog."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from transforms.pages.bylines import plain_name
from transforms.pages.furniture import FURNITURE
from transforms.pages.page import Block, Node, Page, is_prose
from transforms.pages.titles import agreement

HEADLINE_TAGS = ("h1", "h2", "h3")
SAME_TITLE = 0.85
MAX_ARTICLES = 100  # headings that are looked at
PART_WORDS = 20  # of prose, for an article
ENTRY_WORDS = 6  # for an entry of a live blog
CLOCK_WORDS = 8
HOUR, MINUTES = r"(?<![\d.:T+-])(?:[01]?\d|2[0-4])", r"(?:[:.h]|\s?[:：]\s?)[0-5]\d(?!\d|[.:]\d{3})"
DIGIT = re.compile(r"\d")
CLOCK = re.compile(rf"{HOUR}{MINUTES}|\b(?:1[0-2]|[1-9])\s?[ap]\.?m\b|\d\s?[時时시]", re.I)
UNTIMED = frozenset({"video", "figure", "caption", "gallery", "related", "comments", "nav"})


def weigh_prose(page: Page) -> dict[int, int]:
    """Count the words of prose in each element, that in furniture inside it left out."""
    weights: dict[int, int] = {}
    for block in page.blocks:
        if is_prose(block):
            for node in page.ancestors(block.node):
                weights[node] = weights.get(node, 0) + block.words
                if page.nodes[node].marks & FURNITURE:
                    break
    return weights


def same_kind(one: Node, other: Node) -> bool:
    """Tell whether two elements are parts of one series: same tag, same classes but for numbers."""
    return one.tag == other.tag and kind_of(one) == kind_of(other)


def kind_of(node: Node) -> str:
    """Name an element's kind: tag and class without running numbers."""
    return name_kind(node.tag, node.name)


@lru_cache(1 << 14)
def name_kind(tag: str, name: str) -> str:
    """Join a tag and a class.

    >>> name_kind("div", " post-17 ")
    'div.post-0'
    """
    return tag + "." + re.sub(r"\d+", "0", name.strip())


def drop_other_articles(page: Page, title: str | None) -> None:
    """Take other whole articles off a page: those with a headline and prose of their own beside the page's own."""
    own = find_headline(page, title)
    if own is None:
        return
    rivals = (block for block in page.blocks if block.tag in HEADLINE_TAGS and block.text != own.text)
    pairs = {pair for block in islice(rivals, MAX_ARTICLES) for pair in find_article(page, own, block)}
    weights = weigh_prose(page) if pairs else {}
    others = {theirs for mine, theirs in pairs if min(weights.get(mine, 0), weights.get(theirs, 0)) >= PART_WORDS}
    if not others:
        return
    held = {node for other in others for node in range(other, page.nodes[other].last + 1)}
    page.blocks = [block for block in page.blocks if block.node not in held]
    for other in others:
        page.nodes[other].element.drop_tree()


def find_headline(page: Page, title: str | None) -> Block | None:
    """Find the headline of the page's own article: the heading that says its title, or the first of the first rank."""
    headings = [block for block in page.blocks if block.tag in HEADLINE_TAGS]
    plain = plain_name(title or "")
    said = (block for block in headings if plain and agreement(plain_name(block.text), plain) >= SAME_TITLE)
    return next(said, next((block for block in headings if block.tag == "h1"), None))


def find_article(page: Page, own: Block, other: Block) -> Iterator[tuple[int, int]]:
    """Yield the element of the page's own article and that of another, if a heading may be the other's headline."""
    path, other_path = list(page.ancestors(own.node))[::-1], list(page.ancestors(other.node))[::-1]
    split = next((i for i, (a, b) in enumerate(zip(path, other_path, strict=False)) if a != b), None)
    if split is None or path[split] == own.node or other_path[split] == other.node:
        return
    mine, theirs = path[split], other_path[split]
    if own.tag == other.tag:
        is_alike = [kind_of(page.nodes[n]) for n in path[split:]] == [
            kind_of(page.nodes[n]) for n in other_path[split:]
        ]
        is_other = are_articles(page, mine, theirs, is_alike=is_alike)
    else:
        is_other = page.nodes[mine].tag == "article" and same_kind(page.nodes[mine], page.nodes[theirs])
    if is_other:
        yield mine, theirs


def are_articles(page: Page, mine: int, theirs: int, *, is_alike: bool) -> bool:
    """Tell whether two elements hold an article each: by their tag, or in one way down to the headline.

    Sections, which may be chapters, must bear a date or a name as well.
    """
    if holds_article(page, mine) and holds_article(page, theirs):
        return True
    return is_alike and (page.nodes[mine].tag != "section" or is_signed(page, theirs))


def holds_article(page: Page, index: int) -> bool:
    """Tell an element that is an `article` or holds one."""
    return any(page.nodes[node].tag == "article" for node in range(index, page.nodes[index].last + 1))


def is_signed(page: Page, index: int) -> bool:
    """Tell an element with a date or byline of its own."""
    node = page.nodes[index]
    marks = (page.nodes[inner].marks for inner in range(index, node.last + 1))
    return any("byline" in some for some in marks) or next(node.element.iter("time"), None) is not None


def find_entries(page: Page) -> set[int]:
    """Find the blocks of a live blog's entries: parts of one kind, each with a time of day and a text.

    A list of links is none, nor are comments.
    """
    clocks = [i for i, block in enumerate(page.blocks) if is_clock(block)]
    if len(clocks) < 2:
        return set()
    weights = weigh_prose(page)
    series: dict[tuple[int, str], set[int]] = defaultdict(set)
    seen: set[int] = set()
    for i in clocks:
        for node in page.ancestors(page.blocks[i].node):
            if node in seen or page.nodes[node].marks & UNTIMED:
                break
            seen.add(node)
            if weights.get(node, 0) >= ENTRY_WORDS:
                series[page.nodes[node].parent, family_of(page.nodes[node])].add(node)
    entries = {node for nodes in series.values() if len(nodes) > 1 for node in nodes}
    inside = {node for entry in entries for node in range(entry, page.nodes[entry].last + 1)}
    return {i for i, block in enumerate(page.blocks) if block.node in inside}


def family_of(node: Node) -> str:
    """Name what entries share that may differ in more: tag and first class without running numbers."""
    first = (node.element.get("class") or "").split()[:1]
    return re.sub(r"\d+", "0", ".".join([node.tag, *first]))


def is_clock(block: Block) -> bool:
    """Tell a line that gives a time of day, alone or before a heading's words."""
    is_heading = block.tag in HEADLINE_TAGS or block.tag == "h4"
    if not (is_heading or block.words <= CLOCK_WORDS) or not DIGIT.search(block.text, 0, 20):
        return False
    return (CLOCK.match(block.text) if is_heading else CLOCK.search(block.text)) is not None

"""What on a page belongs to its article: found from the headline, by structure and by the names of elements.

The headline is the heading that says the title. What stands between it and the text is near; the site's head and foot,
comments, cards of other stories and quoted posts are not the page's.
"""

from __future__ import annotations

import re
from functools import cached_property
from itertools import accumulate, pairwise
from typing import Any

from lxml import etree

from transforms.pages.bylines import plain_name
from transforms.pages.page import Block, Page, is_prose
from transforms.pages.titles import agreement

MARKED = etree.XPath("//*[@rel or @itemprop]")
NOT_THE_PAGE = frozenset((
    "nav", "footer", "comments", "related", "aside", "caption", "ad", "cookie", "newsletter", "embed", "gallery",
    "form", "toc", "cart",
))  # fmt: skip
SITE_HEAD = re.compile(
    r"(?<![a-z-])(?:header(?:-(?:top|bar|date|main|wrapper))?|banner)(?![a-z-])|"
    r"(?<![a-z])(?:masthead|top-?(?:bar|line|strip)|clock|today|current|now|weather|wetter|ticker|breaking|"
    r"(?:site|page|global|main)-?header|comentarios?|kommentare?|commentaires?|commenti|reacties|replies|"
    r"responses)(?![a-z])"
)
STORY_TYPE = re.compile(r"(?:Article|Posting|Review|Comment)$")
HEADLINES = ("h1", "h2", "h3")
BEFORE, AFTER = 8, 30  # blocks around the headline
MOST = 0.6  # of the words of a title
CARD_WORDS = 50  # of prose, below which an article's element is a card for another story
SHORTEST = 5  # words of a sentence
SENTENCE_END = re.compile(r"(?<![ap]\.m)[.!?:…。！？؟।۔።။។։][\"'”’»)\]]*$", re.I)


class Zone:
    """Tells for each place on a page whether it is the article's own, and near its headline."""

    def __init__(self, page: Page, title: str | None) -> None:
        self.page = page
        self.start = find_headline(page, title)
        self.head = set(page.ancestors(page.blocks[self.start].node)) if self.start is not None else set()
        self.text = find_text(page.blocks, self.start or 0)
        self.own: dict[int, int] = {}
        for place, block in enumerate(page.blocks):
            self.own.setdefault(block.node, place)

    @cached_property
    def nodes(self) -> dict[Any, int]:
        """The index of each block-level element."""
        return {node.element: index for index, node in enumerate(self.page.nodes)}

    @cached_property
    def marked(self) -> list[Any]:
        """The elements that microdata or `rel` mark."""
        found: Any = MARKED(self.page.tree)
        return list(found)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """The blocks of each node."""
        return find_spans(self.page)

    @cached_property
    def prose(self) -> list[int]:
        """The words of prose before each block."""
        return list(accumulate((b.words if is_prose(b) else 0 for b in self.page.blocks), initial=0))

    @cached_property
    def linked(self) -> list[int]:
        """The linked headings before each block."""
        return list(accumulate((self.is_linked_heading(b) for b in self.page.blocks), initial=0))

    def node_of(self, element: Any) -> int:
        """Find the block-level element around (or at) an element."""
        while element is not None:
            if element in self.nodes:
                return self.nodes[element]
            element = element.getparent()
        return -1

    def place_of(self, node: int) -> int:
        """Find the first block of a node, or, where it has no text, the place where one would stand."""
        if node in self.own:
            return self.own[node]
        return self.spans[node][0] if node >= 0 else 0

    def block_of(self, node: int) -> Block | None:
        """Give the first block whose text stands in a node itself."""
        return self.page.blocks[self.own[node]] if node in self.own else None

    def is_of_page(self, node: int) -> bool:
        """Tell what belongs to the page's article from the site's furniture and other stories."""
        is_byline = any("byline" in self.page.nodes[index].marks for index in self.page.ancestors(node))
        furniture = NOT_THE_PAGE - {"caption"} if is_byline else NOT_THE_PAGE
        for index in self.page.ancestors(node):
            if index in self.head:
                return True
            place = self.page.nodes[index]
            if place.marks & furniture or SITE_HEAD.search(place.name.replace("_", "-")):
                return False
            if place.tag in ("header", "blockquote") or self.is_card(index):
                return False
        return self.start is None

    def is_card(self, node: int) -> bool:
        """Tell a card for another story: an article's element with little text, or a linked heading and little else."""
        first, end = self.spans[node]
        if self.prose[end] - self.prose[first] >= CARD_WORDS:
            return False
        place = self.page.nodes[node]
        if place.tag == "article" or STORY_TYPE.search(place.element.get("itemtype") or ""):
            return True
        return self.linked[end] > self.linked[first] and not self.is_near(self.place_of(node), node)

    def is_linked_heading(self, block: Block) -> bool:
        """Tell the headline of another story from the linked name of an author."""
        is_heading = block.tag in ("h2", "h3", "h4", "h5") and block.link_words > block.words / 2
        return is_heading and "byline" not in self.page.nodes[block.node].marks

    def is_near(self, place: int, node: int) -> bool:
        """Tell whether a block stands between the headline and the text, or close above the headline."""
        if self.start is None:
            return place < self.text
        if place >= self.start:
            return place <= self.text
        root = 1 + (self.page.nodes[0].tag == "html")
        shared = next((index for index in self.page.ancestors(node) if index in self.head), 0)
        return place >= self.start - BEFORE and shared >= root and self.page.nodes[shared].tag != "body"


def find_spans(page: Page) -> list[tuple[int, int]]:
    """Give for each node the blocks within it: the first, and the one behind the last."""
    none = len(page.blocks)
    first, end = [none] * len(page.nodes), [0] * len(page.nodes)
    for place, block in enumerate(page.blocks):
        if first[block.node] == none:
            first[block.node] = place
        end[block.node] = place + 1
    for index in range(len(page.nodes) - 1, 0, -1):
        if end[index] and (parent := page.nodes[index].parent) >= 0:
            first[parent], end[parent] = min(first[parent], first[index]), max(end[parent], end[index])
    reached = 0
    for index, stop in enumerate(end):
        if stop:
            reached = max(reached, first[index])
        else:
            first[index] = end[index] = reached
    return list(zip(first, end, strict=True))


def is_running(block: Block) -> bool:
    """Tell running text, even a short sentence, from a line of data and from links."""
    is_linked = block.link_words > block.words / 2
    return block.words >= SHORTEST and not is_linked and SENTENCE_END.search(block.text) is not None


def find_text(blocks: list[Block], start: int) -> int:
    """Find where the text begins: at the first paragraph behind the headline that another one follows."""
    running = [i for i in range(start + 1, min(len(blocks), start + AFTER)) if is_running(blocks[i])]
    found = next((one for one, other in pairwise(running) if other == one + 1), None)
    return min([*running[1:2], *([found] if found else []), start + AFTER])


def find_headline(page: Page, title: str | None) -> int | None:
    """Find the block of the headline: the heading that says the title, or most of it; else the first h1."""
    plain = plain_name(title or "")
    headings = [i for i, block in enumerate(page.blocks) if block.tag in HEADLINES]
    main = [i for i in headings if page.blocks[i].tag == "h1"]
    for places in (main, headings):
        agreed = [(agreement(plain_name(page.blocks[i].text), plain), -i) for i in places]
        best, place = max(agreed, default=(0.0, 0))
        if best >= MOST:
            return -place
    return main[0] if main else None

"""What on a page belongs to its article: found from the headline, by structure and by the names of elements.

The headline is the heading that says the title. What stands between it and the text is near; the site's head and foot,
comments, cards of other stories and quoted posts are not the page's.
"""

from __future__ import annotations

import re
from itertools import accumulate, pairwise
from typing import Any

from transforms.byline import plain_name
from transforms.page import Block, Page, is_prose
from transforms.titles import agreement

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
        self.nodes = {node.element: index for index, node in enumerate(page.nodes)}
        self.own: dict[int, int] = {}
        for place, block in enumerate(page.blocks):
            self.own.setdefault(block.node, place)
        self.spans = find_spans(page)
        self.prose = list(accumulate((b.words if is_prose(b) else 0 for b in page.blocks), initial=0))
        self.linked = list(accumulate((self.is_linked_heading(b) for b in page.blocks), initial=0))

    def node_of(self, element: Any) -> int:
        """Find the block-level element around (or at) an element."""
        while element is not None:
            if element in self.nodes:
                return self.nodes[element]
            element = element.getparent()
        return -1

    def place_of(self, node: int) -> int:
        """Find the first block of a node, or, where it has no text, the place where one would stand."""
        return self.own.get(node, self.spans[node][0] if node >= 0 else 0)

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
    first = [len(page.blocks)] * len(page.nodes)
    end = [0] * len(page.nodes)
    for place, block in enumerate(page.blocks):
        first[block.node], end[block.node] = min(first[block.node], place), place + 1
    for index in range(len(page.nodes) - 1, 0, -1):
        parent = page.nodes[index].parent
        if parent >= 0:
            first[parent], end[parent] = min(first[parent], first[index]), max(end[parent], end[index])
    reached = 0
    spans = []
    for start, stop in zip(first, end, strict=True):
        reached = max(reached, start if stop else reached)
        spans.append((start, stop) if stop else (reached, reached))
    return spans


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
    agreed = [(agreement(plain_name(page.blocks[i].text), plain), -i) for i in headings]
    best, place = max(agreed, default=(0.0, 0))
    if best >= MOST:
        return -place
    return next((i for i in headings if page.blocks[i].tag == "h1"), None)

"""A decoded page read once: its tree, what it says of itself in meta tags and JSON-LD, and its blocks of text.

A block is what a reader sees as one paragraph, heading, list item or table; it knows the elements it stands in
and their marks (`boilerplate.mark_element`), so that later rules ask about structure, never about strings of HTML.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import lxml.html
from lxml import etree

from transforms.pages.furniture import mark_element
from transforms.pages.jsonld import read_linked_data
from transforms.values import Refusal
from transforms.whitespace import SENTENCE_END, UNSPACED, collapse, count_words, split_breaks

MAX_DEPTH = 250
CELL_CHARS, MAX_ROWS = 200, 400  # of a table of data: more is layout, or a database
SKIPPED = frozenset((
    "script", "style", "noscript", "template", "svg", "iframe", "button", "select", "option", "textarea", "input",
    "object", "embed", "head", "math", "canvas", "audio", "video", "source", "track", "map", "area", "datalist",
    "dialog",
))  # fmt: skip
BLOCKS = frozenset((
    "html", "body", "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
    "hr", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "caption", "picture", "img",
))  # fmt: skip
PROSE_END = re.compile(rf"(?:{SENTENCE_END.pattern.removesuffix('$')}|[{UNSPACED}][)）」』”]*)$")
STATE_CHARS = 200
SENTENCE_WORDS = 8
MARK_ATTRIBUTES = ("itemprop", "role", "data-testid", "data-component", "aria-label", "style")
SEAM = re.compile(r"[^\W\d_A-Z][A-ZÀ-Þ]|[a-z]\d|\d\d|\d[A-Z]")
UNREAD = ("script", "style", "svg", "template", "canvas", "object", "embed")
JOINTS = frozenset({"span", "a", "time", "strong", "b", "label"})
HEAD_TAGS = frozenset({"title", "meta", "link", "script", "style", "base", "noscript", "template"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "dt", "summary", "figcaption", "caption"})
XML_PROLOGUE = re.compile(r"^\s*<\?xml[^>]{0,400}>")


@dataclass(slots=True)
class Node:
    """A block-level element: tag, lower-cased class and id, parent's index, last index of its subtree, marks."""

    tag: str
    name: str
    parent: int
    marks: frozenset[str]
    element: Any
    last: int = 0


@dataclass(slots=True)
class Block:
    """One paragraph, heading, list item or table as a reader sees it."""

    text: str
    tag: str
    node: int
    words: int
    link_words: int
    style: str = ""  # "strong", "em" or "a" when all of the text stands in such an element


@dataclass(slots=True)
class Page:
    """What the other modules ask about a page."""

    tree: Any
    meta: dict[str, list[str]]
    linked: list[dict[str, Any]]  # every JSON-LD object with a type, in page order
    scripts: int = 0
    states: list[str] = field(default_factory=list)  # what scripts hold, unread
    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def ancestors(self, node: int) -> Iterator[int]:
        """Walk from a node up to the root, the node itself first."""
        while node >= 0:
            yield node
            node = self.nodes[node].parent

    def marks_within(self, block: Block, container: int) -> set[str]:
        """Marks of the elements between the block and the container, the container's own left out."""
        marks: set[str] = set()
        for node in self.ancestors(block.node):
            if node == container:
                break
            marks |= self.nodes[node].marks
        return marks


def read_page(text: str) -> Page | Refusal:
    """Parse a page; nesting that overflows the parser is a refusal.

    >>> page = read_page("<p>One <b>bold</b> claim.<p>Two")
    >>> [block.text for block in page.blocks]
    ['One bold claim.', 'Two']
    """
    tree = parse_html(text)
    if isinstance(tree, Refusal):
        return tree
    scripts = list(tree.iter("script"))
    page = Page(tree, read_meta(tree), read_linked_data(tree), len(scripts), list(read_states(scripts)))
    open_shadows(tree)
    etree.strip_elements(tree, *UNREAD, with_tail=False)
    BlockReader(page).read()
    return page


def read_states(scripts: list[Any]) -> Iterator[str]:
    """Yield the texts of scripts that are long enough to hold an article's; JSON-LD is read elsewhere."""
    for script in scripts:
        text = script.text or ""
        if len(text) >= STATE_CHARS and "ld+json" not in (script.get("type") or ""):
            yield text


def parse_html(text: str) -> Any | Refusal:
    """Make an lxml tree of the text, whatever it is, within libxml2's limit of depth."""
    parser = lxml.html.HTMLParser(encoding="utf-8", remove_pis=True, remove_comments=True)
    data = XML_PROLOGUE.sub("", text, count=1).encode("utf-8", "replace")
    try:
        tree = lxml.html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, AssertionError) as error:
        return Refusal("no_article", f"the page holds no element: {error}")
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" or "xcessive depth" in entry.message for entry in parser.error_log):
        return Refusal("nesting", f"elements nested deeper than {MAX_DEPTH}")
    clear_head(tree)
    return tree


def clear_head(tree: Any) -> None:
    """Move to the body what libxml2, which does not know all of HTML, has left in a head without an end tag."""
    head = tree.find("head")
    stray = next((i for i, child in enumerate(head) if child.tag not in HEAD_TAGS), None) if head is not None else None
    if stray is None:
        return
    body = tree.find("body")
    if body is None:
        body = etree.SubElement(tree, "body")
    body[:0] = list(head)[stray:]


def open_shadows(tree: Any) -> None:
    """Put the content of declarative shadow roots where browsers show it, and what stands beside it in its slots."""
    for template in tree.xpath(".//template[@shadowrootmode or @shadowroot]"):
        host = template.getparent()
        slots = {slot.get("name"): slot for slot in reversed(list(template.iter("slot")))}
        for child in list(host):
            slot = slots.get(child.get("slot"))
            if child is not template and slot is not None:
                slot.append(child)
        template.tag = "span" if next(template.iter(*BLOCKS), None) is None else "div"


def read_meta(tree: Any) -> dict[str, list[str]]:
    """Collect meta tags and links of note under their lower-cased names, each with all its values in order."""
    meta: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        content = (element.get("content") or "").strip()
        if content:
            is_head = element.getparent() is not None and element.getparent().tag == "head"
            for key in ("property", "name", "http-equiv", *(("itemprop",) if is_head else ())):
                if element.get(key):
                    meta.setdefault(element.get(key).strip().lower(), []).append(html.unescape(content))
    for element in tree.iter("link"):
        rel = (element.get("rel") or "").strip().lower()
        is_language = rel == "alternate" and element.get("hreflang")
        if (rel in ("canonical", "amphtml") or is_language) and element.get("href"):
            meta.setdefault(f"link:{rel}", []).append(element.get("href").strip())
    return meta


class BlockReader:
    """Walks a tree once, without recursion, and fills a page's nodes and blocks in document order."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.parts: list[str] = []
        self.link_parts: list[str] = []
        self.links = 0
        self.holders: set[Any] | None = None  # custom elements that hold blocks, once one is met
        self.is_joint = False

    def read(self) -> None:
        """Walk the tree and fill the page."""
        body = self.page.tree.find("body")
        root = self.page.tree if body is None else body
        self.node = -1
        walk = etree.iterwalk(root, events=("start", "end"))
        for event, element in walk:
            if event == "start":
                if not isinstance(element.tag, str) or element.tag in SKIPPED:
                    walk.skip_subtree()
                    continue
                self.open(element)
                if element.tag == "table" and self.take_table(element):
                    walk.skip_subtree()
                continue
            if isinstance(element.tag, str) and element.tag not in SKIPPED:
                self.close(element)
            if element.tail and element is not root:
                self.add(element.tail)
        self.flush()
        close_subtrees(self.page.nodes)

    def open(self, element: Any) -> None:
        """Enter an element."""
        tag = element.tag
        if tag in BLOCKS or ("-" in tag and self.is_block(element)):
            self.flush()
            attributes = dict(element.items())
            name = f"{attributes.get('class', '')} {attributes.get('id', '')}".lower() if attributes else " "
            self.page.nodes.append(Node(tag, name, self.node, self.marks_of(attributes, tag, name), element))
            self.node = len(self.page.nodes) - 1
        elif tag == "br":
            self.parts.append("\n")
        elif tag == "a":
            self.links += 1
        elif tag == "q":
            self.parts.append("“")
        if element.text:
            if self.is_joint and self.parts and SEAM.match(self.parts[-1][-1:] + element.text[:1]):
                self.parts.append(" ")  # boxes side by side: a name and a date are no one word
            self.add(element.text)
        self.is_joint = False

    def take_table(self, table: Any) -> bool:
        """Make one block of a table of data."""
        text = read_table(table)
        if text is None:
            return False
        words = count_words(text)
        linked = sum(count_words("".join(link.itertext())) for link in table.iter("a"))
        self.page.blocks.append(Block(text, "table", self.node, words, min(words, linked)))
        return True

    def marks_of(self, attributes: dict[str, str], tag: str, name: str) -> frozenset[str]:
        """Mark an element by its tag and attributes."""
        if not attributes and "-" not in tag:
            return mark_element(tag, name, "")
        extra = " ".join([attributes[key] for key in MARK_ATTRIBUTES if attributes.get(key)]).lower()
        if "hidden" in attributes:
            extra += " hidden-attribute"
        if attributes.get("itemtype", "").endswith("Comment"):
            extra += " comment"
        if "-" in tag:
            extra += f" {tag}"
        return mark_element(tag, name, extra)

    def close(self, element: Any) -> None:
        """Leave an element."""
        tag = element.tag
        if tag in BLOCKS or ("-" in tag and self.node >= 0 and self.page.nodes[self.node].element is element):
            self.flush()
            self.node = self.page.nodes[self.node].parent
        elif tag == "a":
            self.links -= 1
        elif tag == "q":
            self.parts.append("”")
        self.is_joint = tag in JOINTS and not element.tail

    def is_block(self, element: Any) -> bool:
        """Tell a custom element that holds blocks, or has no text beside it, from one within a line."""
        if self.holders is None:
            self.holders = find_holders(self.page.tree)
        if element in self.holders:
            return True
        parent = element.getparent()
        if parent is None or parent.tag in PARAGRAPHS or parent is not self.page.nodes[self.node].element:
            return False
        before, after = element.getprevious(), element.getnext()
        texts = (parent.text if before is None else before.tail, element.tail)
        return not any(text and text.strip() for text in texts) and not any(map(is_phrasing, (before, after)))

    def add(self, text: str) -> None:
        """Take a piece of text."""
        self.parts.append(text.replace("\n", " ").replace("\r", " "))
        if self.links:
            self.link_parts.append(text)

    def flush(self) -> None:
        """End the current block."""
        if not self.parts:
            return
        raw, links = "".join(self.parts), count_words("".join(self.link_parts)) if self.link_parts else 0
        self.parts, self.link_parts = [], []
        if raw.isspace():  # most of them: what stands between two tags
            return
        tag = self.page.nodes[self.node].tag if self.node >= 0 else "body"
        for text in split_breaks(raw):
            words = count_words(text)
            self.page.blocks.append(Block(text, tag, max(self.node, 0), words, min(links, words)))
            links = max(0, links - words)


def find_holders(tree: Any) -> set[Any]:
    """Find the custom elements that hold blocks, going up from each block no farther than another has gone."""
    seen: set[Any] = set()
    for block in tree.iter(*BLOCKS):
        for element in block.iterancestors():
            if element in seen:
                break
            seen.add(element)
    return seen


def is_phrasing(element: Any) -> bool:
    """Tell an element that stands in a line with what is beside it."""
    if element is None or not isinstance(element.tag, str):
        return False
    return not (element.tag in BLOCKS or element.tag in SKIPPED or element.tag == "br" or "-" in element.tag)


def close_subtrees(nodes: list[Node]) -> None:
    """Note the last node of each subtree."""
    for index in range(len(nodes) - 1, -1, -1):
        node = nodes[index]
        node.last = max(node.last, index)
        if node.parent >= 0:
            parent = nodes[node.parent]
            parent.last = max(parent.last, node.last)


def read_table(table: Any) -> str | None:
    """Give a table of data as lines of cells; None for a table that only lays out a page.

    >>> read_table(lxml.html.fromstring("<table><tr><th>Town<th>Votes<tr><td>Lindholm<td>402</table>"))
    'Town | Votes\\nLindholm | 402'
    """
    if table.find(".//table") is not None:
        return None
    rows = []
    for row in table.iter("tr"):
        cells = [collapse("".join(cell.itertext())) for cell in row if cell.tag in ("td", "th")]
        if any(len(cell) > CELL_CHARS for cell in cells):
            return None
        if any(cells):
            rows.append(cells)
    if len(rows) < 2 or max(map(len, rows)) < 2 or len(rows) > MAX_ROWS or are_paragraphs(rows):
        return None
    return "\n".join(" | ".join(cells) for cells in rows)


def are_paragraphs(rows: list[list[str]]) -> bool:
    """Tell rows of a layout: in most of them one cell is a sentence, and the others are empty."""
    alone = [cells for row in rows if len(cells := [cell for cell in row if cell]) == 1]
    told = [cell for (cell,) in alone if count_words(cell) >= SENTENCE_WORDS and PROSE_END.search(cell)]
    return 2 * len(told) > len(rows)


def is_prose(block: Block) -> bool:
    """Tell a paragraph of sentences from a list of links."""
    return (
        block.words >= SENTENCE_WORDS
        and block.link_words <= 0.5 * block.words
        and PROSE_END.search(block.text) is not None
    )

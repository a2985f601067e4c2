"""The body of a page: witnesses vote on blocks, structure rules decide where the article begins, ends and goes on.

trafilatura (fast mode) is the first witness, JSON-LD `articleBody` the second, a density scorer over the page's
blocks the third. A witness gives text; its vote for a block is the share of the block's words that its text holds
in order. Output is always made of the page's own blocks, in order, so paragraphs, lists and subheadings keep
their shape whichever witness won; only where the page does not hold the text is `articleBody` itself the body.
"""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.boilerplate import FURNITURE, ends_in_credit, name_debris
from transforms.byline import plain_name
from transforms.metadata import Metadata, agreement
from transforms.page import Block, Page

WORD = re.compile(r"\w+")
GRAM = 4
AGREED = 0.6  # share of a block's word runs that make a witness's vote
BIG = 0.4  # furniture that holds more of the body than this is none: the class name misleads
RESCUE_WORDS = 40


@dataclass(slots=True)
class Body:
    """Chosen paragraphs, the way they were chosen, and the blocks they are (for captions and truncation)."""

    paragraphs: list[str]
    method: str
    container: int
    votes: list[float]


class Witness:
    """A text that says which blocks belong to the body."""

    def __init__(self, text: str) -> None:
        lines = [WORD.findall(line.casefold()) for line in text.split("\n")]
        words = [word for line in lines for word in line]
        self.words = len(words)
        self.grams = {hash(tuple(words[i : i + GRAM])) for i in range(len(words) - GRAM + 1)}
        self.lines = {tuple(line) for line in lines if line}

    def vote(self, words: list[str]) -> float:
        """Give the share of a block's runs of four words that the text holds; short blocks must be whole lines."""
        if len(words) < GRAM + 1:
            return float(tuple(words) in self.lines)
        runs = len(words) - GRAM + 1
        return sum(hash(tuple(words[i : i + GRAM])) in self.grams for i in range(runs)) / runs


def choose_body(page: Page, meta: Metadata) -> Body:
    """Choose the blocks of the body."""
    words = [WORD.findall(block.text.casefold()) for block in page.blocks]
    first = Witness(run_trafilatura(page.tree))
    votes = [first.vote(block) for block in words]
    method = "trafilatura"
    chosen = [i for i, vote in enumerate(votes) if vote >= AGREED]
    container = find_container(page, chosen)
    kept = fill_container(page, meta, votes, container)
    return Body([page.blocks[i].text for i in kept], method, container, votes)


@lru_cache(maxsize=1)
def load_trafilatura() -> Any:
    """Import trafilatura when it is first needed, and silence it and its libraries: a refusal is our word."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura


def run_trafilatura(tree: Any) -> str:
    """Give trafilatura's body text, empty where it finds none."""
    found = load_trafilatura().bare_extraction(tree, fast=True, include_comments=False, deduplicate=False)
    return (found.text or "") if found is not None else ""


def linked_body(value: Any) -> str:
    """Make text of a JSON-LD `articleBody`, which may be a list, hold markup, or be escaped twice."""
    if isinstance(value, list):
        value = "\n\n".join(item for item in value if isinstance(item, str))
    if not isinstance(value, str):
        return ""
    text = html.unescape(html.unescape(value))
    if "<" in text:
        text = re.sub(r"<(script|style)\b.*?</\1>", " ", text, flags=re.S | re.I)
        text = re.sub(r"</?(?:p|div|br|li|h\d|ul|ol|blockquote)\b[^<>]*>", "\n\n", text, flags=re.I)
        text = re.sub(r"<[^<>]+>", "", text)
    return text.strip()


def find_container(page: Page, chosen: Sequence[int]) -> int:
    """Find the deepest element that holds nearly all of the chosen words."""
    weights: dict[int, int] = {}
    total = 0
    for index in chosen:
        block = page.blocks[index]
        total += block.words
        for node in page.ancestors(block.node):
            weights[node] = weights.get(node, 0) + block.words
    holders = [node for node, weight in weights.items() if weight >= 0.85 * total]
    return max(holders, default=0)


def fill_container(page: Page, meta: Metadata, votes: list[float], container: int) -> list[int]:
    """Keep the voted blocks that are no furniture, and the paragraphs between them that the witness lost."""
    span = range(container, page.nodes[container].last + 1) if page.nodes else range(0)
    inside = [i for i, block in enumerate(page.blocks) if block.node in span]
    chosen = [i for i in inside if votes[i] >= AGREED]
    if not chosen:
        return []
    total = sum(page.blocks[i].words for i in chosen)
    big = big_nodes(page, chosen, total)
    kept = []
    for i in inside:
        block = page.blocks[i]
        marks = furniture(page, block, container, big)
        if marks & FURNITURE or is_debris(block, meta):
            continue
        if votes[i] >= AGREED or (chosen[0] < i < chosen[-1] and is_prose(block)):
            kept.append(i)
    return trim_edges(page, kept)


def big_nodes(page: Page, chosen: Sequence[int], total: int) -> set[int]:
    """Find the elements that hold most of the body: their marks say nothing."""
    weights: dict[int, int] = {}
    for index in chosen:
        for node in page.ancestors(page.blocks[index].node):
            weights[node] = weights.get(node, 0) + page.blocks[index].words
    return {node for node, weight in weights.items() if weight > BIG * total}


def furniture(page: Page, block: Block, container: int, big: set[int]) -> set[str]:
    """Collect the marks between a block and the container, those of elements that hold most of the body left out."""
    marks: set[str] = set()
    for node in page.ancestors(block.node):
        if node == container:
            break
        if node not in big:
            marks |= page.nodes[node].marks
    return marks


def is_debris(block: Block, meta: Metadata) -> bool:
    """Tell a paragraph that its wording, a credit or the headline gives away."""
    if name_debris(block.text):
        return True
    if ends_in_credit(block.text) and block.words < 60:
        return True
    return (
        bool(meta.title) and block.words < 40 and agreement(plain_name(block.text), plain_name(meta.title or "")) > 0.85
    )


def is_prose(block: Block) -> bool:
    """Tell a paragraph of sentences from a list of links."""
    return (
        block.words >= 8
        and block.link_words <= 0.5 * block.words
        and re.search(r"[.!?:…][\"'”’)\]]*$", block.text) is not None
    )


def trim_edges(page: Page, kept: list[int]) -> list[int]:
    """Drop headings that nothing follows."""
    while kept and page.blocks[kept[-1]].tag in ("h1", "h2", "h3", "h4", "h5", "h6"):
        kept.pop()
    return kept

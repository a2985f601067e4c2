"""Candidates for the body: from trafilatura, from the density of prose, and from JSON-LD `articleBody`.

Each candidate (`Candidate`) is a text; its vote for a block is the share of the block's words that it has, in order.
"""

from __future__ import annotations

import html
import logging
import re
from functools import lru_cache
from typing import Any

from transforms.pages.furniture import FURNITURE
from transforms.pages.page import Page, is_prose
from transforms.whitespace import ANY_UNSPACED, UNSPACED, drop_scripts

WORD = re.compile(r"\w+")
UNSPACED_WORD = re.compile(rf"[{UNSPACED}]|(?:(?![{UNSPACED}])\w)+")
UNSEEN = re.compile("[\u00ad\u061c\u200b\u200c\u200d\u200e\u200f]")  # kept here, dropped there
GRAM = 4


def split_words(text: str) -> list[str]:
    """Split a text into words by which two forms of it are compared; without spaces, a character is one.

    >>> split_words("The Bridge, again"), split_words("橋は re:")
    (['the', 'bridge', 'again'], ['橋', 'は', 're'])
    """
    if text.isascii():
        return WORD.findall(text.lower())
    text = UNSEEN.sub("", text).casefold()
    return (UNSPACED_WORD if ANY_UNSPACED.search(text) else WORD).findall(text)


class Candidate:
    """A candidate for the body: a text that votes on which blocks belong to it."""

    def __init__(self, text: str) -> None:
        lines = [split_words(line) for line in text.split("\n")]
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


def cast_votes(page: Page, words: list[list[str]]) -> list[float]:
    """Let trafilatura vote on every block."""
    candidate = Candidate(run_trafilatura(page.tree))
    return [candidate.vote(block) for block in words]


def score_density(page: Page) -> list[float]:
    """Vote for the prose of the element with the densest prose: a paragraph counts for its parent, half for the next.

    The measure is that of Readability (Arc90, 2009). It speaks where trafilatura finds nothing.
    """
    scores: dict[int, float] = {}
    for block in page.blocks:
        if is_prose(block) and not page.nodes[block.node].marks & FURNITURE:
            near = list(page.ancestors(block.node))[block.tag == "p" :][:2]
            for node, share in zip(near, (1.0, 0.5), strict=False):
                scores[node] = scores.get(node, 0.0) + share * block.words
    best = max(scores, key=lambda node: (scores[node], node), default=-1)
    span = range(best, page.nodes[best].last + 1) if best >= 0 else range(0)
    return [float(block.node in span and is_prose(block)) for block in page.blocks]


@lru_cache(maxsize=1)
def load_trafilatura() -> Any:
    """Import trafilatura when it is first needed, and silence it and its libraries: a refusal is our word."""
    import trafilatura

    for name in ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer", "readability"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return trafilatura


def forget_pages() -> None:
    """Empty trafilatura's caches of lines, which are bounded in number but not in bytes."""
    from trafilatura.utils import line_processing, trim

    line_processing.cache_clear()
    trim.cache_clear()


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
        text = re.sub(r"</?(?:p|div|br|li|h\d|ul|ol|blockquote)\b[^<>]*>", "\n\n", drop_scripts(text), flags=re.I)
        text = re.sub(r"<[^<>]+>", "", text)
    return text.strip()

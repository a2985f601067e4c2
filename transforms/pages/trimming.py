"""What is no body at the ends of a body, and among it: labels, repeats, lists of other stories, author cards."""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from transforms.pages.annexes import drop_annexes
from transforms.pages.bylines import plain_name
from transforms.pages.furniture import ends_in_credit, name_debris
from transforms.pages.metadata import Metadata
from transforms.pages.page import Block, Page
from transforms.pages.page_kind import find_notice
from transforms.pages.titles import agreement
from transforms.words.lists import join_pattern, read_lists, word_set

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CARD = re.compile(r"\b(?:is|was|has|covers|writes|reports|works|joined|can be|graduated|lives)\b")
DATE_LINE = re.compile(
    r"^\W*(?:[^\W\d]+,? )?(?:\d{1,2} (?:de )?[^\W\d]+ (?:de )?|[^\W\d]+ \d{1,2},? )20\d\d\b[^.!?]{0,30}$"
)
LISTS = read_lists(__package__, "trimming")
OTHER_STORIES = re.compile(join_pattern(LISTS["other_stories_pattern"]), re.I)
GENRES = word_set(LISTS["genres"])
REPEAT_WORDS = 6
OFFER_WORDS = 20


def trim_body(page: Page, meta: Metadata, kept: list[int], entries: Container[int] = ()) -> list[int]:
    """Drop what is no body at its ends: a label above it, lists of other stories, an offer, the author's card.

    What opens the first entry of a live blog is no label.
    """
    kept = drop_repeats(page, drop_other_stories(page, drop_annexes(page, kept)))
    while len(kept) > 1 and is_end_matter(page.blocks[kept[-1]], meta):
        kept.pop()
    while len(kept) > 1 and kept[0] not in entries and is_label(page.blocks[kept[0]]):
        kept.pop(0)
    return kept


def is_end_matter(block: Block, meta: Metadata) -> bool:
    """Tell a heading that nothing follows, an offer to read on, and a card that starts with an author's name."""
    if block.tag in HEADINGS or (block.words <= OFFER_WORDS and find_notice(block.text)):
        return True
    names = tuple(name.casefold() for name in meta.authors)
    return (
        block.words < 90
        and block.text.casefold().startswith(names or ("\0",))
        and CARD.search(block.text[:160]) is not None
    )


def is_label(block: Block) -> bool:
    """Tell a minor heading or time stamp above the first paragraph."""
    if block.tag in ("h3", "h4", "h5", "h6"):
        return block.words <= 12
    if block.text.casefold() in GENRES:
        return True
    return block.words <= 12 and DATE_LINE.search(block.text) is not None


def drop_repeats(page: Page, kept: list[int]) -> list[int]:
    """Drop a sentence that stood there before: pages that hold their text twice, pulled quotations."""
    seen: set[str] = set()
    found: list[int] = []
    for i in kept:
        block = page.blocks[i]
        if block.words < REPEAT_WORDS or block.text not in seen:
            found.append(i)
        seen.add(block.text)
    return found


def drop_other_stories(page: Page, kept: list[int]) -> list[int]:
    """Drop a heading that announces other stories, and the short or linked lines under it."""
    found: list[int] = []
    is_dropping = False
    for i in kept:
        block = page.blocks[i]
        if block.tag in HEADINGS or (block.words <= 8 and block.text.endswith(":")):
            is_dropping = OTHER_STORIES.search(block.text) is not None
        elif block.tag != "table" and block.words >= 20 and block.link_words < 0.5 * block.words:
            is_dropping = False
        if not is_dropping:
            found.append(i)
    return found


def is_debris(block: Block, meta: Metadata) -> bool:
    """Tell a paragraph that its wording, a credit or the headline gives away."""
    if name_debris(block.text):
        return True
    if ends_in_credit(block.text) and block.words < 60:
        return True
    return (
        bool(meta.title)
        and block.words < 40
        and agreement(plain_name(block.text), plain_title(meta.title or "")) > 0.85
    )


@lru_cache(16)
def plain_title(title: str) -> str:
    """Give a headline's plain form, with which each block of its page is compared."""
    return plain_name(title)

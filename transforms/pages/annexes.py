"""What follows an article under a heading of its own: readers' comments and lists of sources, in whatever language.

The words are those that content systems and papers put above them, in the languages of the larger presses. A heading
is one of these words and nothing else that says anything: "Comments from the valley" is a part of the story.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from transforms.pages.page import Block, Page
from transforms.words.lists import join_pattern, read_lists, word_set

HEADING_TAGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt", "legend", "caption"})
HEADING_WORDS = 7
STORY_WORDS = 40  # what stands before a heading that ends an article
ENTRY_WORDS = 25  # of one source in a list

LISTS = read_lists(__package__, "annexes")
WEAK = word_set(*LISTS["weak_comments"].values())
COMMENTS = word_set(*LISTS["comments"].values()) | WEAK
SOURCES = word_set(*LISTS["sources"].values())
FILLERS = word_set(*LISTS["fillers"].values())
INVITATIONS = word_set(*LISTS["invitations"].values())
UNSPACED_COMMENTS = re.compile(join_pattern(*LISTS["unspaced_comment_patterns"].values()))
UNSPACED_SOURCES = re.compile(join_pattern(*LISTS["unspaced_source_patterns"].values()))
NUMBER = re.compile(r"[\d０-９]+[件条條个個則개ｋkK]?|[()（）\[\]#:：,.・…\s|–—-]+")
DIGIT = re.compile(r"\d")
WORD = re.compile(r"[^\W\d_]+(?:[\u200c'’][^\W\d_]+)*")


def is_heading_of(text: str, words: frozenset[str], unspaced: re.Pattern[str], *, is_box: bool = False) -> bool:
    """Tell whether a line is one of the words and says nothing else.

    >>> is_heading_of("Comentarios de los lectores (12)", COMMENTS, UNSPACED_COMMENTS)
    True
    >>> is_heading_of("Comments from the valley", COMMENTS, UNSPACED_COMMENTS)
    False
    >>> is_heading_of("コメント（2件）", COMMENTS, UNSPACED_COMMENTS)
    True
    """
    if len(text) > 60:
        return False
    if unspaced.fullmatch(NUMBER.sub("", text)):
        return True
    found = WORD.findall(text.lower())
    known = words & set(found)
    if not (is_box or DIGIT.search(text) or INVITATIONS & set(found)):
        known -= WEAK
    return bool(known) and len(found) <= HEADING_WORDS and all(word in known or word in FILLERS for word in found)


def drop_annexes(page: Page, kept: Sequence[int]) -> list[int]:
    """Drop what follows a heading of comments within its element, and a list of sources at the end."""
    if not kept:
        return []
    held, dropped, end, told = set(kept), set[int](), find_end_of_prose(page, kept), 0
    for i in range(kept[0], min(kept[-1] + 1, len(page.blocks))):
        block = page.blocks[i]
        if i not in dropped and told >= STORY_WORDS and is_heading(block):
            if is_heading_of(block.text, COMMENTS, UNSPACED_COMMENTS, is_box=block.tag == "summary"):
                dropped.update(find_under(page, i))
            elif i > end and is_heading_of(block.text, SOURCES, UNSPACED_SOURCES):
                dropped.update(range(i, len(page.blocks)))
        told += block.words if i in held else 0
    return [i for i in kept if i not in dropped]


def find_end_of_prose(page: Page, kept: Sequence[int]) -> int:
    """Find the last block that is too long for the entry of a list of sources."""
    long = (i for i in reversed(kept) if page.blocks[i].words > max(ENTRY_WORDS, 2 * page.blocks[i].link_words))
    return next(long, -1)


def is_heading(block: Block) -> bool:
    """Tell a heading, or a short line by itself that may be one; a link leads elsewhere."""
    if block.tag in HEADING_TAGS:
        return True
    return block.words <= HEADING_WORDS and not block.link_words and block.tag not in ("li", "td", "dd", "figcaption")


def find_under(page: Page, index: int) -> range:
    """Find the blocks under a heading: those behind it in the element that holds it, but for what it alone fills."""
    for node in page.ancestors(page.blocks[index].node):
        last = page.nodes[node].last
        after = range(index + 1, len(page.blocks))
        end = next((i for i in after if not node <= page.blocks[i].node <= last), len(page.blocks))
        if end > index + 1:
            return range(index, end)
    return range(index, len(page.blocks))

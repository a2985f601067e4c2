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
from transforms.page import Block, Node, Page, collapse

WORD = re.compile(r"\w+")
GRAM = 4
AGREED = 0.6  # share of a block's word runs that make a witness's vote
BIG = 0.3  # furniture that holds more of the body than this is none: the class name misleads
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CARD = re.compile(r"\b(?:is|was|has|covers|writes|reports|works|joined|can be|graduated|lives)\b")
DATE_LINE = re.compile(
    r"^\W*(?:[^\W\d]+,? )?(?:\d{1,2} (?:de )?[^\W\d]+ (?:de )?|[^\W\d]+ \d{1,2},? )20\d\d\b[^.!?]{0,30}$"
)
OTHER_STORIES = re.compile(
    r"\b(?:most (?:read|popular|viewed)|more (?:great |top |must-read )?(?:stories|news|articles|reads|"
    r"from|on|coverage)|read next"
    r"|related|recommended|you (?:may|might) (?:also )?(?:like|enjoy)|trending|popular|latest (?:news|"
    r"stories|headlines)|top stories"
    r"|in other news|newsletters?|about the authors?|footnotes|references|further reading|"
    r"editors?['’]? picks?|how to listen"
    r"|nutrition facts|see (?:some )?more of|explore more|up next|keep reading|what to read)\b",
    re.I,
)
LOST_SHARE = 0.5  # a witness that lost this much prose of its own container is overruled there
REPEAT_WORDS = 6
RESCUE_WORDS = 80
CUT_END = re.compile(r"(?:…|\.\.\.)[\"'”’)\]\s]*$")
WIDEN_LEVELS, WIDEN_SHARE = 3, 0.15
LINK_LINE_TAGS = frozenset({"p", "li", "section", "body"})
MISLEADING = frozenset({"related", "pullquote"})  # marks that prose with a vote may carry
SINGLE_TAGS = frozenset({"li", "tr", "td", "body", "main"})


@dataclass(slots=True)
class Body:
    """Chosen paragraphs, the way they were chosen, and the element that holds them."""

    paragraphs: list[str]
    method: str
    container: int


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
    """Choose the blocks of the body: the first witness where another agrees or is silent, else by the evidence."""
    words = [WORD.findall(block.text.casefold()) for block in page.blocks]
    votes, method = cast_votes(page, words), "trafilatura"
    if not any(vote >= AGREED for vote in votes):
        votes, method = score_density(page), "density"
    chosen = [i for i, vote in enumerate(votes) if vote >= AGREED]
    container = widen_container(page, find_container(page, chosen), chosen)
    kept = fill_container(page, meta, votes, container)
    body = Body([page.blocks[i].text for i in kept], method, container)
    stated = linked_body(meta.article.get("articleBody"))
    if len(WORD.findall(stated)) >= RESCUE_WORDS and disagrees(body, stated):
        return take_stated(page, meta, words, stated) or body
    return body


def cast_votes(page: Page, words: list[list[str]]) -> list[float]:
    """Let trafilatura vote on every block."""
    witness = Witness(run_trafilatura(page.tree))
    return [witness.vote(block) for block in words]


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


def disagrees(body: Body, stated: str) -> bool:
    """Tell whether the stated body is another text, or much more of the same, and is no teaser itself."""
    if CUT_END.search(stated):
        return False
    mine, theirs = Witness("\n".join(body.paragraphs)), Witness(stated)
    shared = len(mine.grams & theirs.grams)
    is_other = shared < 0.3 * len(theirs.grams) and mine.words < 2 * theirs.words
    is_more = mine.words < 0.6 * theirs.words
    return is_other or is_more


def take_stated(page: Page, meta: Metadata, words: list[list[str]], stated: str) -> Body | None:
    """Follow JSON-LD `articleBody`: by the page's own blocks where it shows them, else by its words themselves."""
    witness = Witness(stated)
    found = [
        i for i, block in enumerate(words) if witness.vote(block) >= AGREED and not is_debris(page.blocks[i], meta)
    ]
    found = drop_repeats(page, found)
    if sum(page.blocks[i].words for i in found) >= 0.7 * witness.words:
        return Body([page.blocks[i].text for i in found], "json_ld_blocks", find_container(page, found))
    lines = [collapse(line) for line in stated.split("\n")]
    paragraphs = [line for line in lines if line and not name_debris(line) and not ends_in_credit(line)]
    return Body(paragraphs, "json_ld", 0) if paragraphs else None


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


def widen_container(page: Page, container: int, chosen: Sequence[int]) -> int:
    """Step up to hold parts of the container's own kind that stand near it and hold prose: a body in chapters."""
    node = page.nodes[container] if page.nodes else None
    if node is None or not node.name.strip() or node.tag in SINGLE_TAGS:
        return container
    held = sum(page.blocks[i].words for i in chosen)
    prose = weigh_prose(page)
    around = list(page.ancestors(container))[1 : WIDEN_LEVELS + 1]
    for level in around:
        span = range(level, page.nodes[level].last + 1)
        parts = [n for n in span if same_kind(page.nodes[n], node) and not container <= n <= node.last]
        if sum(prose.get(part, 0) for part in parts) >= WIDEN_SHARE * held:
            return level
    return container


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
    return node.tag + "." + re.sub(r"\d+", "0", node.name.strip())


def fill_container(page: Page, meta: Metadata, votes: list[float], container: int) -> list[int]:
    """Keep the voted blocks that are no furniture, and the paragraphs among them that the witness lost."""
    span = range(container, page.nodes[container].last + 1) if page.nodes else range(0)
    chosen = [i for i, block in enumerate(page.blocks) if votes[i] >= AGREED and block.node in span]
    if not chosen:
        return []
    trusted = trusted_kinds(page, chosen, container)
    paths = {path_of(page, page.blocks[i], container) for i in chosen if is_prose(page.blocks[i])}
    kept, lost = [], []
    for i, block in enumerate(page.blocks):
        if block.node not in span:
            if votes[i] >= AGREED and is_outlier_kept(page, meta, block, container, is_before=i < chosen[0]):
                kept.append(i)
            continue
        marks = furniture(page, block, container, trusted)
        if is_furniture(block, marks, voted=votes[i] >= AGREED) or is_debris(block, meta):
            continue
        is_series = path_of(page, block, container) in paths
        if votes[i] >= AGREED:
            kept.extend([] if is_link_line(block) else [i])
        elif (i > chosen[0] and is_prose(block) and is_series) or (chosen[0] < i < chosen[-1] and is_data(block)):
            kept.append(i)
        elif (
            is_prose(block)
            and chosen[0] < i < chosen[-1]
            and block.link_words < 0.3 * block.words
            and "aside" not in marks
        ):
            lost.append(i)
    if sum(page.blocks[i].words for i in lost) > LOST_SHARE * sum(page.blocks[i].words for i in kept):
        kept = sorted(kept + lost)
    return trim_edges(page, meta, kept)


def is_furniture(block: Block, marks: set[str], *, voted: bool) -> bool:
    """Weigh the marks of a block: some class names mislead where a witness voted for plain prose."""
    if "embed" in marks:
        marks = marks - {"share"}
    found = marks & FURNITURE
    if voted and is_prose(block) and block.link_words < 0.3 * block.words:
        found -= MISLEADING
    return bool(found)


def is_outlier_kept(page: Page, meta: Metadata, block: Block, container: int, *, is_before: bool) -> bool:
    """Keep what the witness found outside the container: a lead above it, the rest of its article below."""
    common = next(n for n in page.ancestors(block.node) if n <= container <= page.nodes[n].last)
    marks = page.marks_within(block, common)
    if marks & (FURNITURE | {"aside", "header"}) - {"standfirst"} or is_debris(block, meta) or is_link_line(block):
        return False
    if is_before:
        return is_prose(block) or "standfirst" in marks or block.tag in ("p", "h2", "li")
    return is_prose(block) and any(page.nodes[n].tag == "article" for n in page.ancestors(common))


def is_link_line(block: Block) -> bool:
    """Tell a paragraph that is one link to another story."""
    if block.text.count("|") >= 2 and block.link_words >= 0.6 * block.words:
        return True
    return block.tag in LINK_LINE_TAGS and block.link_words >= 0.85 * block.words


def path_of(page: Page, block: Block, container: int) -> tuple[str, ...]:
    """Give the kinds of the elements from the block up to the container."""
    path = []
    for node in page.ancestors(block.node):
        if node == container:
            break
        path.append(kind_of(page.nodes[node]))
    return tuple(path)


def trusted_kinds(page: Page, chosen: Sequence[int], container: int) -> set[str]:
    """Find the kinds of element that together hold much of the body: their class names mislead."""
    weights: dict[str, int] = {}
    for index in chosen:
        block = page.blocks[index]
        for kind in set(path_of(page, block, container)):
            weights[kind] = weights.get(kind, 0) + block.words
    total = sum(page.blocks[i].words for i in chosen)
    return {kind for kind, weight in weights.items() if weight > BIG * total}


def furniture(page: Page, block: Block, container: int, trusted: set[str]) -> set[str]:
    """Collect the marks between a block and the container, those of trusted kinds left out."""
    marks: set[str] = set()
    for node in page.ancestors(block.node):
        if node == container:
            break
        if page.nodes[node].marks and kind_of(page.nodes[node]) not in trusted:
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


def is_data(block: Block) -> bool:
    """Tell a table of a story: three rows or more, not a list of links."""
    return block.tag == "table" and block.text.count("\n") >= 2 and block.link_words < 0.5 * block.words


def is_prose(block: Block) -> bool:
    """Tell a paragraph of sentences from a list of links."""
    return (
        block.words >= 8
        and block.link_words <= 0.5 * block.words
        and re.search(r"[.!?:…][\"'”’)\]]*$", block.text) is not None
    )


def trim_edges(page: Page, meta: Metadata, kept: list[int]) -> list[int]:
    """Drop what is no body at its ends: a label above it, lists of other stories, the author's card."""
    kept = drop_repeats(page, drop_other_stories(page, kept))
    while len(kept) > 1 and is_end_matter(page.blocks[kept[-1]], meta):
        kept.pop()
    while len(kept) > 1 and is_label(page.blocks[kept[0]]):
        kept.pop(0)
    return kept


def is_end_matter(block: Block, meta: Metadata) -> bool:
    """Tell a heading that nothing follows, and a card that starts with an author's name and says who that is."""
    if block.tag in HEADINGS:
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

"""The body of a page: candidates vote on blocks, and rules of structure decide where the article begins and ends.

The candidates are in `candidates`: trafilatura (fast mode) first, JSON-LD `articleBody` second, the density of prose
third. Output is always made of the page's own blocks, in order, so paragraphs, lists and subheadings keep their
shape whichever candidate won; only if the page does not have the text, `articleBody` itself is the body.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Literal

from transforms.pages.candidates import Candidate, cast_votes, linked_body, score_density, split_words
from transforms.pages.furniture import FURNITURE, ends_in_credit, name_debris
from transforms.pages.metadata import Metadata
from transforms.pages.page import Block, Page, is_prose
from transforms.pages.page_state import find_stated
from transforms.pages.series import drop_other_articles, find_entries, is_clock, kind_of, same_kind, weigh_prose
from transforms.pages.trimming import HEADINGS, drop_repeats, is_debris, trim_body
from transforms.whitespace import collapse, count_words

AGREED = 0.6  # share of a block's word runs that make a candidate's vote
BIG, NEARLY_ALL = 0.3, 0.8  # furniture that holds more of the body than this is none: the class name misleads
LOST_SHARE = 0.5  # a candidate that lost this much prose of its own container is overruled there
RESCUE_WORDS = 80
STATE_WORDS = 150  # a shorter body may be a teaser of one in the page's state
CUT_END = re.compile(r"(?:…|\.\.\.)[\"'”’)\]\s]*$")
WIDEN_LEVELS, WIDEN_SHARE = 3, 0.15
LINK_LINE_TAGS = frozenset({"p", "li", "section", "body"})
MISLEADING = frozenset({"related", "pullquote"})  # marks that prose with a vote may carry
SINGLE_TAGS = frozenset({"li", "tr", "td", "body", "main"})
LIST_TAGS = frozenset({"ul", "ol", "dl"})
SUBHEADINGS = frozenset({"h2", "h3", "h4"})
UNLISTED = frozenset({"aside", "header", "headline"})
ENTRY_MARKS = frozenset({"byline", "header"})  # of an entry of a live blog, whose time belongs to it
POINT_WORDS = 5  # of the points that stand above a text; shorter ones are its date and section
LEAD_WORDS, LEAD_BLOCKS = 18, 8  # how long a lead is, how near to the headline it ends
LEAD_NEW = 0.3  # share of its word runs that a lead may share with a summary
LEAD_MARKS = FURNITURE | {"aside", "figure", "video", "table"}


Verdict = Literal["kept", "lost", "dropped"]


@dataclass(slots=True)
class Body:
    """Chosen paragraphs, the way they were chosen, and the element that holds them."""

    paragraphs: list[str]
    method: str
    container: int
    last: int = -1  # block of the page that the last paragraph is, if it is one


@dataclass(slots=True)
class Holder:
    """The element that holds the body, the first and last block that the candidate chose in it, and their kinds."""

    node: int
    span: range
    first: int
    last: int
    trusted: set[str]
    paths: set[tuple[str, ...]]
    entries: set[int]
    items: set[int]


def choose_body(page: Page, meta: Metadata) -> Body:
    """Choose the blocks of the body: the first candidate if another agrees or has none, else by the evidence."""
    drop_other_articles(page, meta.title)
    words = [split_words(block.text) for block in page.blocks]
    votes, method = cast_votes(page, words), "trafilatura"
    if not any(vote >= AGREED for vote in votes):
        votes, method = score_density(page), "density"
    chosen = [i for i, vote in enumerate(votes) if vote >= AGREED]
    container = widen_container(page, find_container(page, chosen), chosen)
    kept = fill_container(page, meta, votes, container)
    body = Body([page.blocks[i].text for i in kept], method, container, max(kept, default=-1))
    stated = linked_body(meta.article.get("articleBody"))
    if len(split_words(stated)) >= RESCUE_WORDS and disagrees(body, stated):
        body = take_stated(page, meta, words, stated) or body
    if sum(map(count_words, body.paragraphs)) < STATE_WORDS:
        paragraphs = find_stated(page, body.paragraphs, meta.title)
        return Body(paragraphs, "page_state", body.container) if paragraphs else body
    return body


def disagrees(body: Body, stated: str) -> bool:
    """Tell whether the stated body is another text, or much more of the same, and is no teaser itself."""
    if CUT_END.search(stated):
        return False
    mine, theirs = Candidate("\n".join(body.paragraphs)), Candidate(stated)
    shared = len(mine.grams & theirs.grams)
    is_other = shared < 0.3 * len(theirs.grams) and mine.words < 2 * theirs.words
    is_more = mine.words < 0.6 * theirs.words
    return is_other or is_more


def take_stated(page: Page, meta: Metadata, words: list[list[str]], stated: str) -> Body | None:
    """Follow JSON-LD `articleBody`: by the page's own blocks where it shows them, else by its words themselves."""
    candidate = Candidate(stated)
    found = [
        i for i, block in enumerate(words) if candidate.vote(block) >= AGREED and not is_debris(page.blocks[i], meta)
    ]
    found = drop_repeats(page, found)
    if sum(page.blocks[i].words for i in found) >= 0.7 * candidate.words:
        return Body([page.blocks[i].text for i in found], "json_ld_blocks", find_container(page, found))
    lines = [collapse(line) for line in stated.split("\n")]
    paragraphs = [line for line in lines if line and not name_debris(line) and not ends_in_credit(line)]
    return Body(paragraphs, "json_ld", 0) if paragraphs else None


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
    if node is None or not (node.name.strip() or node.tag == "article") or node.tag in SINGLE_TAGS:
        return container
    held = sum(page.blocks[i].words for i in chosen)
    prose = weigh_prose(page)
    around = list(page.ancestors(container))[1 : WIDEN_LEVELS + 1]
    for level in around:
        span = range(level, page.nodes[level].last + 1)
        alike = (n for n in span if page.nodes[n].tag == node.tag and not container <= n <= node.last)
        parts = [n for n in alike if same_kind(page.nodes[n], node)]
        if sum(prose.get(part, 0) for part in parts) >= WIDEN_SHARE * held:
            return level
    return container


def fill_container(page: Page, meta: Metadata, votes: list[float], container: int) -> list[int]:
    """Keep the voted blocks that are no furniture, and the paragraphs among them that the candidate lost."""
    span = range(container, page.nodes[container].last + 1) if page.nodes else range(0)
    chosen = [i for i, block in enumerate(page.blocks) if votes[i] >= AGREED and block.node in span]
    if not chosen:
        return []
    paths = {path_of(page, page.blocks[i], container) for i in chosen if is_prose(page.blocks[i])}
    holder = Holder(
        container, span, chosen[0], chosen[-1], trusted_kinds(page, chosen, container), paths, find_entries(page),
        find_items(page, container, chosen[0], chosen[-1]),
    )  # fmt: skip
    verdicts = [judge_block(page, meta, holder, i, is_voted=vote >= AGREED) for i, vote in enumerate(votes)]
    kept = [i for i, verdict in enumerate(verdicts) if verdict == "kept"]
    lost = [i for i, verdict in enumerate(verdicts) if verdict == "lost"]
    if sum(page.blocks[i].words for i in lost) > LOST_SHARE * sum(page.blocks[i].words for i in kept):
        kept = sorted(kept + lost)
    kept = trim_body(page, meta, sorted(kept + find_subheadings(page, meta, holder, votes, kept)), holder.entries)
    return find_lead(page, meta, kept) + kept


def find_subheadings(
    page: Page, meta: Metadata, holder: Holder, votes: Sequence[float], kept: Sequence[int]
) -> list[int]:
    """Find the subheadings right above paragraphs that the candidate lost as well."""
    above = {i - 1 for i in kept if i and votes[i] < AGREED and page.blocks[i - 1].tag in SUBHEADINGS}.difference(kept)
    return [
        i for i in above if not page.blocks[i].link_words and not is_debris(page.blocks[i], meta)
        and page.blocks[i].node in holder.span
        and not furniture(page, page.blocks[i], holder.node, holder.trusted) & (FURNITURE | UNLISTED)
    ]  # fmt: skip


def find_lead(page: Page, meta: Metadata, kept: Sequence[int]) -> list[int]:
    """Find the first paragraphs of a body that stand between the headline and the element with the rest of it."""
    heads = [i for i in range(kept[0] if kept else 0) if page.blocks[i].tag == "h1"]
    if not heads:
        return []
    near = range(heads[-1] + 1, min(kept[0], heads[-1] + LEAD_BLOCKS))
    leads = drop_repeats(page, [i for i in near if is_lead(page, meta, i, kept[0])])
    if not leads:
        return []
    known = Candidate("\n".join([*(page.blocks[i].text for i in kept), *summaries(page, meta)]))
    return [i for i in leads if known.vote(split_words(page.blocks[i].text)) < LEAD_NEW]


def summaries(page: Page, meta: Metadata) -> list[str]:
    """List what the page gives as its summary, which stands above an article and is none of it."""
    stated = meta.article.get("description")
    keys = ("description", "og:description", "twitter:description")
    return [text for key in keys for text in page.meta.get(key, [])] + ([stated] if isinstance(stated, str) else [])


def is_lead(page: Page, meta: Metadata, index: int, first: int) -> bool:
    """Tell a paragraph of sentences, by no sign a standfirst or furniture."""
    block = page.blocks[index]
    if (
        not is_prose(block)
        or block.words < LEAD_WORDS
        or block.link_words > 0.3 * block.words
        or is_debris(block, meta)
    ):
        return False
    held = set(page.ancestors(page.blocks[first].node))
    common = next(n for n in page.ancestors(block.node) if n in held)
    marks = page.marks_within(block, common)
    if not block.link_words:
        marks -= MISLEADING  # "teaser" is a lead's name, too
    return not marks & LEAD_MARKS


def judge_block(page: Page, meta: Metadata, holder: Holder, index: int, *, is_voted: bool) -> Verdict:
    """Keep a block, drop it, or call it lost: prose that is kept where the candidate lost most of its kind."""
    block = page.blocks[index]
    if block.node not in holder.span:
        is_before = index < holder.first
        is_kept = is_voted and is_outlier_kept(page, meta, block, holder.node, is_before=is_before)
        return "kept" if is_kept else "dropped"
    marks = furniture(page, block, holder.node, holder.trusted)
    if index in holder.entries:
        marks -= ENTRY_MARKS
    if is_furniture(block, marks, voted=is_voted) or is_debris(block, meta):
        return "dropped"
    if is_voted:
        return "dropped" if is_story_link(block) else "kept"
    if index in holder.entries and (is_clock(block) or block.tag in HEADINGS):
        return "kept"
    is_among = holder.first < index < holder.last
    if index in holder.items and not marks & UNLISTED:
        return "kept"
    is_series = index > holder.first and is_prose(block) and path_of(page, block, holder.node) in holder.paths
    if is_series or (is_among and is_data(block)):
        return "kept"
    is_plain = is_prose(block) and block.link_words < 0.3 * block.words
    return "lost" if is_among and is_plain and "aside" not in marks else "dropped"


def find_items(page: Page, container: int, first: int, last: int) -> set[int]:
    """Find the items of lists that stand among paragraphs of the body, right before them, or announced by the last."""
    owner: dict[int, int] = {}  # node in a list -> that list, the outermost one
    for node in range(container + 1, page.nodes[container].last + 1):
        if node not in owner and page.nodes[node].tag in LIST_TAGS:
            owner.update(dict.fromkeys(range(node, page.nodes[node].last + 1), node))
    lists: dict[int, list[int]] = {}
    for i, block in enumerate(page.blocks if owner else ()):
        if block.node in owner:
            lists.setdefault(owner[block.node], []).append(i)
    return {i for items in lists.values() if is_list_of_body(page, items, first, last) for i in items}


def is_list_of_body(page: Page, items: Sequence[int], first: int, last: int) -> bool:
    """Tell whether a list belongs to the body by where it stands and how few links it holds."""
    before = page.blocks[items[0] - 1].text if items[0] else ""
    is_among = first < items[0] and items[-1] < last
    is_announced = items[0] - 1 == last and before.endswith((":", "："))
    words, linked = sum(page.blocks[i].words for i in items), sum(page.blocks[i].link_words for i in items)
    is_told = items[-1] + 1 == first and words >= POINT_WORDS * len(items)
    if not (is_among or is_announced or is_told):
        return False
    return linked <= (0.5 * words if is_among else 0)


def is_furniture(block: Block, marks: set[str], *, voted: bool) -> bool:
    """Weigh the marks of a block: some class names mislead where a candidate voted for plain prose."""
    if "embed" in marks:
        marks = marks - {"share"}
    found = marks & FURNITURE
    if voted and is_prose(block) and block.link_words < 0.3 * block.words:
        found -= MISLEADING
    return bool(found)


def is_outlier_kept(page: Page, meta: Metadata, block: Block, container: int, *, is_before: bool) -> bool:
    """Keep what the candidate found outside the container: a lead above it, the rest of its article below."""
    common = next(n for n in page.ancestors(block.node) if n <= container <= page.nodes[n].last)
    marks = page.marks_within(block, common)
    if marks & (FURNITURE | {"aside", "header"}) - {"standfirst"} or is_debris(block, meta) or is_story_link(block):
        return False
    if is_before:
        return is_prose(block) or "standfirst" in marks or block.tag in ("p", "h2", "li")
    return is_prose(block) and any(page.nodes[n].tag == "article" for n in page.ancestors(common))


def is_story_link(block: Block) -> bool:
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
    """Find the kinds of element that together hold much of the body: their class names mislead.

    Comments may be longer than what they are about, so a name that says so must hold nearly all.
    """
    weights: dict[str, int] = {}
    shares: dict[str, float] = {}
    for index in chosen:
        block = page.blocks[index]
        kinds: set[str] = set()
        for node in takewhile(lambda node: node != container, page.ancestors(block.node)):
            kind = kind_of(page.nodes[node])
            kinds.add(kind)
            if "comments" in page.nodes[node].marks:
                shares[kind] = NEARLY_ALL
        for kind in kinds:
            weights[kind] = weights.get(kind, 0) + block.words
    total = sum(page.blocks[i].words for i in chosen)
    return {kind for kind, weight in weights.items() if weight > shares.get(kind, BIG) * total}


def furniture(page: Page, block: Block, container: int, trusted: set[str]) -> set[str]:
    """Collect the marks between a block and the container, those of trusted kinds left out."""
    marks: set[str] = set()
    for node in page.ancestors(block.node):
        if node == container:
            break
        if page.nodes[node].marks and kind_of(page.nodes[node]) not in trusted:
            marks |= page.nodes[node].marks
    return marks


def is_data(block: Block) -> bool:
    """Tell a table of a story: three rows or more, not a list of links."""
    return block.tag == "table" and block.text.count("\n") >= 2 and block.link_words < 0.5 * block.words

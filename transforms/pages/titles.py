"""The title of a page: the headline a reader sees, agreed with what the head of the page declares, without the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from transforms.pages.bylines import plain_name
from transforms.pages.jsonld import clean_text, first_text
from transforms.pages.page import Page
from transforms.whitespace import count_words
from transforms.words.lists import read_lists, word_set

MAX_HEADINGS = 12
CJK = "\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3"  # scripts that part titles without spaces
TITLE_BREAK = re.compile(
    rf"\s+[|–—·•»«‹›:：/_-]+\s+|\s*[|｜│»«]\s*|(?<=[{CJK}])\s*[-–—·・_‐－]+\s*|\s*[-–—·・_‐－]+\s*(?=[{CJK}])|_"
)
SECTION_WORDS = word_set(read_lists(__package__, "titles")["sections"])


def titles(page: Page, article: dict[str, Any], sites: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The visible headline, best where another source agrees with it; else what the page's head says."""
    declared = [(source, strip_site(value, sites)) for source, value in declared_titles(page, article) if value]
    declared = [(source, value) for source, value in declared if not is_site(value, sites)]
    known = [plain_name(value) for _, value in declared]
    headings = [(source, text) for source, text in visible_headings(page) if not is_site(text, sites)]
    scored = [(agree_best(text, known), source, text) for source, text in headings]
    agreed = [entry for entry in scored if entry[0] >= 0.5]
    if agreed:
        best = max(agreed, key=lambda entry: (entry[1] == "h1", round(entry[0], 1)))
        yield best[1], best[2]
    main = [text for source, text in headings if source == "h1" and len(text.split()) >= 4]
    if len(main) == 1:
        yield "h1", main[0]
    yield from declared
    yield from headings


def agree_best(text: str, known: list[str]) -> float:
    """Give the agreement of a heading with the declared title that is closest to it."""
    return max((agreement(plain_name(text), other) for other in known), default=0.0)


def declared_titles(page: Page, article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the head of the page calls it."""
    yield "json-ld", next(first_text(article.get("headline")), "")
    for key in ("og:title", "twitter:title", "parsely-title", "sailthru.title", "headline", "dc.title", "title"):
        yield key, clean_text((page.meta.get(key) or [""])[0])
    title = page.tree.find(".//title")
    yield "title", clean_text(title.text or "") if title is not None else ""
    yield "json-ld", next(first_text(article.get("name")), "")


def visible_headings(page: Page) -> Iterator[tuple[str, str]]:
    """Yield h1 headings, whole and without parts nested in them (kickers), then what the page calls a headline."""
    nodes = [index for index, node in enumerate(page.nodes) if node.tag == "h1"][:MAX_HEADINGS]
    for node in nodes:
        parts = [block for block in page.blocks if node <= block.node <= page.nodes[node].last]
        if parts:
            yield "h1", " ".join(part.text for part in parts)
        if len(parts) > 1:
            yield from (("h1", part.text) for part in parts if part.words >= 4)
    for block in page.blocks:
        if block.tag in ("h2", "h3") and "headline" in page.nodes[block.node].marks:
            yield "headline", block.text


def agreement(one: str, other: str) -> float:
    """Share of the longer title's words that both have."""
    a, b = set(one.split()), set(other.split())
    return len(a & b) / max(len(a), len(b)) if a and b else 0.0


def strip_site(title: str, sites: tuple[str, ...]) -> str:
    """Cut the site's name off a title.

    >>> strip_site("Bridge to close in May | The Varn Times", ("Varn Times",))
    'Bridge to close in May'
    >>> strip_site("橋は五月に閉まる｜ヴァルン新聞", ("ヴァルン新聞",))
    '橋は五月に閉まる'
    >>> strip_site("桥将于五月关闭_新闻_瓦恩日报", ("瓦恩日报",))
    '桥将于五月关闭'
    >>> strip_site("Ferry - bridge dispute ends - News - varntimes.example", ("Varn Times", "varntimes"))
    'Ferry - bridge dispute ends'
    """
    whole = title
    while True:
        breaks = list(TITLE_BREAK.finditer(title))
        cut = next((b for b in reversed(breaks) if is_outlet(title[b.end() :], sites, is_last=title == whole)), None)
        if cut and count_words(title[: cut.start()]) >= 2:
            title = title[: cut.start()].strip()
        elif breaks and is_site(title[: breaks[0].start()], sites) and count_words(title[breaks[0].end() :]) >= 2:
            title = title[breaks[0].end() :].strip()
        else:
            return title


def is_outlet(tail: str, sites: tuple[str, ...], *, is_last: bool) -> bool:
    """Tell whether what ends a title is the site's name, or, before that, a section of it."""
    return is_site(tail, sites) or (not is_last and tail.strip().lower() in SECTION_WORDS)


def is_site(text: str, sites: tuple[str, ...]) -> bool:
    """Tell whether a piece of a title is the site's name, with or without "The", "News", ".com"."""
    squeezed = squeeze(text)
    return bool(squeezed) and any(is_same_site(squeezed, squeeze(site)) for site in sites)


def is_same_site(one: str, other: str) -> bool:
    """Tell whether one squeezed name is the other, a good part of it, or it with a little more."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    return len(shorter) > 4 and shorter in longer and (shorter == one or len(longer) < 2.5 * len(shorter))


def squeeze(text: str) -> str:
    """Fold a site name: no spaces, no article, no top-level domain."""
    text = re.sub(r"\.(?:com?|org|net|tv|co\.uk|com\.au|news|example)\b", "", text.lower())
    return re.sub(r"\W+|\bthe\b", "", text)

"""What is not an article, and how each kind of page is recognised; `data/page_kind.toml` has the wordings.

Refusals need positive evidence (a status in the title, a type in JSON-LD, a consent text that is all there is)
or the plain absence of prose. Where a page holds an article after all, the article wins: a section front has
many short linked lines, and no run of paragraphs.
"""

from __future__ import annotations

import re

from transforms.pages.jsonld import ARTICLE_TYPE, types_of
from transforms.pages.page import Block, Page
from transforms.values import Refusal
from transforms.whitespace import count_words
from transforms.words.lists import join_pattern, read_lists

MIN_WORDS = 25
STUB_WORDS = 120

LISTS = read_lists(__package__, "page_kind")
ERROR_TITLE = re.compile(join_pattern(LISTS["error_title_pattern"]), re.I)
ERROR_TEXT = re.compile(join_pattern(LISTS["error_text_pattern"]), re.I)
CONSENT_TEXT = re.compile(join_pattern(LISTS["consent_text_pattern"]), re.I)
BOT_TEXT = re.compile(join_pattern(LISTS["bot_text_pattern"]), re.I)
SCRIPT_TEXT = re.compile(join_pattern(LISTS["script_text_pattern"]), re.I)
SEARCH_TITLE = re.compile(join_pattern(LISTS["search_title_pattern"]), re.I)
FRONT_URL = re.compile(join_pattern(LISTS["front_url_pattern"]), re.I)
PAYWALLS = LISTS["paywall_patterns"]
PAYWALL_TEXT = re.compile(rf"\b(?:{join_pattern(PAYWALLS['en'])})\b", re.I)
PAYWALL_ABROAD = re.compile(join_pattern(*(lines for tag, lines in PAYWALLS.items() if tag != "en")), re.I)
CONTINUE = re.compile(rf"\W*(?:{join_pattern(*LISTS['continue_patterns'].values())})\W*", re.I)
SENTENCE_END = re.compile(r"[.!?。！？…:।॥۔؟။។\"”'’)]\W*$")
STATE = re.compile(
    r"[{[]\s*\"[\w@$-]+\"\s*:|\bwindow\.\w+\s*=|\bfunction\s*\(|=>\s*\{|\bvar \w+\s*=|\"[\w-]+\":\s*(?:\"|"
    r"\{|\[|\d|true|false|null)"
)
PRODUCT_TYPES = frozenset({"Product", "Offer", "ProductGroup", "IndividualProduct", "AggregateOffer"})
VIDEO_TYPES = frozenset(
    {"VideoObject", "ImageGallery", "MediaGallery", "Movie", "TVEpisode", "AudioObject", "PodcastEpisode"}
)
FRONT_TYPES = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "ProfilePage"})


def refuse_format(text: str) -> Refusal | None:
    """Refuse what is no page at all: feeds, sitemaps, JSON."""
    head = text[:2000].lstrip()
    if re.match(
        r"(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:rss|feed|rdf:rdf|urlset|sitemapindex|opml)\b", head, re.S | re.I
    ):
        return Refusal("feed", f"begins {head[:60]!r}")
    if re.match(r"[{[]\s*(?:\"|\{|\[|\]|\})", head) and "<" not in head[:200]:
        return Refusal("script_state", f"JSON data, begins {head[:60]!r}")
    return None


def judge_page(page: Page, title: str | None, url: str | None, paragraphs: list[str], dated: bool) -> Refusal | None:
    """Say why a page is no article, or None where it is one."""
    body = "\n".join(paragraphs)
    words = count_words(body)
    prose = prose_words(paragraphs)
    types = {t for thing in page.linked for t in types_of(thing)}
    has_article = any(ARTICLE_TYPE.search(t) for t in types)
    head = title_of(page) or title or ""
    whole = " ".join(block.text for block in page.blocks[:400])[:20000]
    if refusal := judge_wall(head, whole, body, words, prose):
        return refusal
    if (SEARCH_TITLE.search(head) or "SearchResultsPage" in types) and not has_article and prose < 300:
        return Refusal("search_page", f"title {head[:80]!r}")
    if types & PRODUCT_TYPES and not has_article and is_shop(page, prose):
        return Refusal("product_page", f"JSON-LD type {sorted(types & PRODUCT_TYPES)[0]}, offers for sale")
    if is_front(page, url, types, has_article, prose, dated):
        return Refusal("section_front", f"{count_links(page)} linked lines, {prose} words of prose")
    if prose < MIN_WORDS or words < MIN_WORDS:
        return judge_empty(page, types, whole, words, has_article)
    return None


def judge_wall(head: str, whole: str, body: str, words: int, prose: int) -> Refusal | None:
    """Tell errors and walls, which have a short text of a known kind instead of an article."""
    if prose < 250 and ERROR_TITLE.search(head) and (ERROR_TEXT.search(whole) or prose < 60):
        return Refusal("error_page", f"title {head[:80]!r}")
    if words < STUB_WORDS and prose < 80 and ERROR_TEXT.search(body or whole[:600]) and len(whole.split()) < 400:
        return Refusal("error_page", (ERROR_TEXT.search(body or whole) or [""])[0][:120])
    if words < 200 and BOT_TEXT.search(head + " " + (body or whole[:2000])) and len(whole.split()) < 400:
        return Refusal("bot_wall", (body or whole)[:120])
    sentences = [s for s in re.split(r"(?<=[.!?])\s+|\n", body or whole[:3000]) if len(s.split()) > 3]
    consent = sum(bool(CONSENT_TEXT.search(s)) for s in sentences)
    if sentences and consent >= 2 and consent >= 0.4 * len(sentences) and words < 600:
        return Refusal("consent_wall", f"{consent} of {len(sentences)} sentences speak of cookies or consent")
    if words < 60 and (notice := find_notice(body)):
        rest = [line for line in body.split("\n") if not find_notice(line)]
        if prose_words(rest) < MIN_WORDS:
            return Refusal("paywall_stub", notice)
    if words and len(STATE.findall(body)) > max(3, words / 25):
        return Refusal("script_state", body[:120])
    return None


def judge_empty(page: Page, types: set[str], whole: str, words: int, has_article: bool) -> Refusal:
    """Say what a page without prose is."""
    if find_notice(whole) and has_article:
        return Refusal("paywall_stub", find_notice(whole))
    is_video_type = (page.meta.get("og:type") or [""])[0].startswith("video")
    if types & VIDEO_TYPES or page.meta.get("og:video") or is_video_type or page.tree.find(".//video") is not None:
        return Refusal("video_page", f"a video, and {words} words")
    if SCRIPT_TEXT.search("".join(page.tree.itertext("noscript", "body"))[:200000]) or is_app_shell(page):
        return Refusal("script_state", "the text is drawn by a script")
    if count_links(page) >= 15:
        return Refusal("section_front", f"{count_links(page)} linked lines, {words} words of prose")
    return Refusal("no_article", f"{words} words of prose")


def find_notice(text: str) -> str:
    """Find the words of a subscription notice; an empty string where there is none.

    >>> find_notice("Log in to read the rest."), find_notice("Réservé aux abonnés"), find_notice("The mill closes.")
    ('Log in to read', 'Réservé aux abonnés', '')
    """
    match = PAYWALL_TEXT.search(text) or (None if text.isascii() and len(text) > 2000 else PAYWALL_ABROAD.search(text))
    return match[0] if match else ""


def is_app_shell(page: Page) -> bool:
    """Tell a page that only holds the mount point of a script."""
    return len(page.blocks) < 8 and page.scripts > 0


def title_of(page: Page) -> str | None:
    """Read the page's title element."""
    title = page.tree.find(".//title")
    return " ".join((title.text or "").split()) if title is not None and title.text else None


def prose_words(paragraphs: list[str]) -> int:
    """Count the words that stand in sentences."""
    return sum(size for p in paragraphs if (size := count_words(p)) >= 20 or (size >= 8 and SENTENCE_END.search(p)))


def count_links(page: Page) -> int:
    """Count the lines that are links to other pages."""
    return sum(is_link_line(block) for block in page.blocks)


def is_link_line(block: Block) -> bool:
    """Tell a line that is a link, such as a teaser."""
    return block.words >= 4 and block.link_words >= 0.8 * block.words


def is_front(page: Page, url: str | None, types: set[str], has_article: bool, prose: int, dated: bool) -> bool:
    """A list of linked headlines outweighs the prose, and nothing says that the page is one article."""
    links = count_links(page)
    teasers = sum(block.words for block in page.blocks if is_link_line(block))
    og_type = (page.meta.get("og:type") or [""])[0].lower()
    if has_article or og_type == "article":
        return bool(types & FRONT_TYPES) and links >= 20 and prose < 60
    evidence = [bool(types & FRONT_TYPES), bool(url and FRONT_URL.search(url)), og_type == "website", not dated]
    if links >= 10 and sum(evidence) >= 2 and prose < max(200, 2 * teasers):
        return longest_run(page) < 4
    return links >= 25 and prose < 150 and sum(evidence) >= 1


def longest_run(page: Page) -> int:
    """Length of the longest run of unlinked paragraphs of one element: an article has one, a front has not."""
    best = run = 0
    parent = -1
    for block in page.blocks:
        if block.words >= 20 and block.link_words < 0.3 * block.words:
            here = page.nodes[block.node].parent
            run = run + 1 if here == parent else 1
            parent, best = here, max(best, run)
    return best


def is_shop(page: Page, prose: int) -> bool:
    """Tell a page with a cart button and little prose."""
    return prose < 400 and any("cart" in node.marks for node in page.nodes)

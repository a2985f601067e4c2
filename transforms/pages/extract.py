"""From one document to one article, or the reason why it is none. READ FIRST of the page modules.

`decode` makes text of bytes, `page` a tree with blocks of text, `metadata` settles every field over all the
evidence, `body` chooses the blocks of the article, `images` its pictures, `pagekind` refuses what is none;
`plaintext` is the same for text files. Nothing here raises on any bytes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from transforms.dates.instants import read_moment
from transforms.pages.authors import read_dateline_agency
from transforms.pages.body import Body, choose_body
from transforms.pages.candidates import forget_pages
from transforms.pages.decode import DecodedPage, decode_page
from transforms.pages.images import read_images
from transforms.pages.metadata import LANGUAGE_CODE, Metadata, clean_url, page_language, resolve_metadata
from transforms.pages.page import Page, read_page
from transforms.pages.page_kind import CONTINUE, MIN_WORDS, find_notice, judge_page, refuse_format
from transforms.pages.page_state import holds_other_body
from transforms.pages.plain_text import PlainArticle, is_cut, is_markup, read_plain
from transforms.values import Article, Document, Image, PageAddress, Refusal
from transforms.whitespace import count_words

LANGUAGE_SAMPLE = 3000
LANGUAGE_WORDS = 20
TEASER_WORDS = 150
CSS_CLASS = re.compile(r"\.([\w-]+)")
PAID_PART = re.compile(
    r"(?<![a-z])(?:(?:subscribers?|premium|paid|members?)[-_](?:(?:only|premium)[-_]?)?(?:content|body|text|section|part|premium)"
    r"|paywall(?:ed)?[-_](?:content|body|text|section|part))(?![a-z])"
)
FADE = re.compile(
    r"(?<![a-z])(?:(?:text|content|article|body|teaser|story|paywall)[-_ ]?(?:fade|gradient|cut|preview|truncat)\w*"
    r"|truncated|fade-?out|fading|fade)(?![a-z])"
)
CACHE_CHARS = 1_000_000  # trafilatura's caches hold lines of text: after a page this long they are emptied


@dataclass(frozen=True, slots=True)
class Content:
    """What was read of an article besides its fields."""

    paragraphs: list[str]
    method: str
    images: tuple[Image, ...]
    is_cut: bool
    languages: tuple[str | None, str | None]  # what the page declares, what the hint says


def extract_article(document: Document, *, max_body_bytes: int) -> Article | Refusal:
    """Read one document: HTML or plain text, gzipped or not, in whatever charset."""
    decoded = decode_page(document.content, document.media_type, max_body_bytes)
    if isinstance(decoded, Refusal):
        return decoded
    refusal = refuse_format(decoded.text)
    if refusal:
        return refusal
    try:
        return read_html(document, decoded) if is_markup(decoded.text) else read_text(document, decoded)
    except RecursionError:
        return Refusal("nesting", "the page is nested deeper than the extractor can follow")


def read_html(document: Document, decoded: DecodedPage) -> Article | Refusal:
    """Read a page."""
    page = read_page(decoded.text)
    if isinstance(page, Refusal):
        return page
    meta = resolve_metadata(page, document)
    body = choose_body(page, meta)
    if len(decoded.text) > CACHE_CHARS:
        forget_pages()
    refusal = judge_page(page, meta.title, meta.url or document.url, body.paragraphs, meta.published is not None)
    if refusal:
        return refusal
    return make_article(decoded, meta, Content(
        body.paragraphs, body.method, read_images(page, body, document),
        is_cut=is_truncated(page, meta, body), languages=(page_language(page), document.language),
    ))  # fmt: skip


def read_text(document: Document, decoded: DecodedPage) -> Article | Refusal:
    """Read a plain text file."""
    plain = read_plain(decoded.text)
    text = "\n\n".join(plain.paragraphs)
    if count_words(text) < MIN_WORDS and len(text) < 4 * MIN_WORDS:
        return Refusal("no_article", f"{count_words(text)} words under the first line")
    return make_article(decoded, settle_plain(plain, document), Content(
        plain.paragraphs, "plain_text", tuple(plain.images),
        is_cut=plain.was_cut or is_cut(plain.paragraphs), languages=(None, document.language),
    ))  # fmt: skip


def settle_plain(plain: PlainArticle, document: Document) -> Metadata:
    """Settle the fields of a text file: its own lines first, then the hints."""
    hint = read_moment(document.published) if document.published else None
    meta = Metadata(
        url=clean_url(document.url, document.url, is_hint=True) if document.url else None,
        title=plain.title,
        authors=tuple(plain.authors),
        publisher=document.publisher,
        published=plain.moment or hint,
    )
    sources = {
        "title": "first line",
        "authors": "byline" if plain.authors else None,
        "url": "hint" if meta.url else None,
        "publisher": "hint" if document.publisher else None,
        "published_at": "visible" if plain.moment else "hint" if hint else None,
    }
    meta.evidence = {name: source for name, source in sources.items() if source}
    meta.addresses = (PageAddress(meta.url, "hint", is_found=True),) if meta.url else ()
    return meta


def make_article(decoded: DecodedPage, meta: Metadata, content: Content) -> Article:
    """Put the settled fields and the body together."""
    text = "\n\n".join(content.paragraphs)
    language, language_source = settle_language(text, *content.languages)
    return Article(
        url=meta.url,
        claimed_url=meta.claimed_url,
        addresses=meta.addresses,
        parameters=meta.parameters,
        title=meta.title,
        authors=meta.authors,
        publisher=meta.publisher,
        published_at=meta.published.at if meta.published else None,
        published_precision=meta.published.precision if meta.published else None,
        modified_at=meta.modified.at if meta.modified else None,
        language=language,
        text=text,
        is_truncated=content.is_cut,
        section=meta.section,
        tags=meta.tags,
        wire_agency=meta.wire_agency or next(filter(None, map(read_dateline_agency, content.paragraphs[:3])), None),
        extraction_method=content.method,
        charset=decoded.charset,
        images=content.images,
        evidence=meta.evidence | {"language": language_source, "charset": decoded.charset_evidence},
    )


def settle_language(text: str, declared: str | None, hint: str | None) -> tuple[str | None, str]:
    """Believe detection where it is sure; else what the page declares, then the hint, then detection."""
    detected, confidence = detect_language(text[:LANGUAGE_SAMPLE])
    if confidence >= 0.95 and count_words(text) >= LANGUAGE_WORDS:
        return detected, "detection"
    if declared:
        return declared, "page"
    match = LANGUAGE_CODE.match(hint or "")
    if match:
        return match[1].lower(), "hint"
    return detected, "detection"


@lru_cache(maxsize=1)
def load_identifier() -> Any:
    """Load the language model when it is first needed."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> tuple[str | None, float]:
    """Name the language of a text and how sure that is.

    >>> detect_language("The bridge over the river closes in May, the mayor of the town said on Monday.")[0]
    'en'
    """
    if not any(char.isalpha() for char in text):
        return None, 0.0
    language, confidence = load_identifier().classify(text)
    return str(language), float(confidence)


def is_truncated(page: Page, meta: Metadata, body: Body) -> bool:
    """A teaser: the text breaks off, the page says that it is not free, or an offer to read on follows it."""
    if is_cut(body.paragraphs):
        return True
    if body.method == "page_state":
        return False
    free = str(meta.article.get("isAccessibleForFree", "")).lower()
    words = sum(map(count_words, body.paragraphs))
    stated = meta.article.get("wordCount")
    if isinstance(stated, int | str) and str(stated).isdigit() and int(stated) > 2 * words + 50:
        return free == "false" or words < TEASER_WORDS
    if words >= 400 or is_paid_part(page, meta, body):
        return False
    notices = set(find_notices(page, body))
    if "inside" in notices and (free == "false" or words < TEASER_WORDS):
        return True
    if "outside" in notices and ((free == "false" and words < 100) or (free != "true" and words < 60)):
        return True
    return words < TEASER_WORDS and (is_faded(page, body) or holds_other_body(page, meta.title))


def is_paid_part(page: Page, meta: Metadata, body: Body) -> bool:
    """Tell a text that ends in the part which the page calls the paid one: it is all there."""
    if body.last < 0:
        return False
    parts = meta.article.get("hasPart")
    stated = (
        part.get("cssSelector") for part in (parts if isinstance(parts, list) else [parts]) if isinstance(part, dict)
    )
    classes = {name.lower() for value in stated if isinstance(value, str) for name in CSS_CLASS.findall(value)}
    names = [page.nodes[node].name for node in page.ancestors(page.blocks[body.last].node)]
    return any(PAID_PART.search(name) or classes.intersection(name.split()) for name in names)


def find_notices(page: Page, body: Body) -> Iterator[str]:
    """Say where subscription notices stand after the body: inside its article, or outside. Those above say nothing."""
    if body.last < 0:
        return
    around = list(page.ancestors(page.blocks[body.last].node))
    near = max(page.nodes[body.container].parent, 0)
    article = next((n for n in around if page.nodes[n].tag == "article"), near)
    for block in page.blocks[body.last + 1 :]:
        if block.words < 60 and find_notice(block.text):
            yield "inside" if article <= block.node <= page.nodes[article].last else "outside"


def is_faded(page: Page, body: Body) -> bool:
    """Tell a text that an element fades out, or a button to read on follows."""
    if body.last < 0:
        return False
    end = page.blocks[body.last].node
    after = page.blocks[body.last + 1 : body.last + 3]
    if any(block.words <= 8 and CONTINUE.fullmatch(block.text) for block in after):
        return True
    return any(FADE.search(node.name) for node in page.nodes[end + 1 : end + 4])

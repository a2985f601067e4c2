"""From one document to one article, or the reason why it is none. READ FIRST of the page modules.

`decode` makes text of bytes, `page` a tree with blocks of text, `metadata` settles every field over all the
evidence, `body` chooses the blocks of the article, `pagekind` refuses what is none; `plaintext` is the same for
text files. Nothing here raises on any bytes.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from transforms.body import Body, choose_body, forget_pages
from transforms.boilerplate import FURNITURE, ends_in_credit
from transforms.dates import read_moment
from transforms.decode import DecodedPage, decode_page
from transforms.metadata import (
    LANGUAGE_CODE,
    Metadata,
    clean_url,
    page_language,
    read_dateline_agency,
    resolve_metadata,
)
from transforms.page import Block, Page, collapse, read_page
from transforms.pagekind import MIN_WORDS, PAYWALL_TEXT, judge_page, refuse_format
from transforms.plaintext import is_cut, is_markup, read_plain, split_credit
from transforms.values import Article, Document, Image, Refusal

LANGUAGE_SAMPLE = 3000
LANGUAGE_WORDS = 20
CACHE_CHARS = 1_000_000  # trafilatura's caches hold lines of text: after a page this long they are emptied
CREDIT_NAME = re.compile(r"credit|photographer|copyright|source")
MAX_IMAGES = 40
IMAGE_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src")


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
    text = "\n\n".join(body.paragraphs)
    agency = meta.wire_agency or next(filter(None, map(read_dateline_agency, body.paragraphs[:3])), None)
    return make_article(
        document, decoded, meta, text,
        declared_language=page_language(page), agency=agency, method=body.method,
        images=read_images(page, body, document), was_cut=is_truncated(page, meta, body),
    )  # fmt: skip


def read_text(document: Document, decoded: DecodedPage) -> Article | Refusal:
    """Read a plain text file."""
    plain = read_plain(decoded.text)
    text = "\n\n".join(plain.paragraphs)
    if len(text.split()) < MIN_WORDS and len(text) < 4 * MIN_WORDS:
        return Refusal("no_article", f"{len(text.split())} words under the first line")
    meta = Metadata(
        title=plain.title, authors=tuple(plain.authors), publisher=document.publisher, published=plain.moment
    )
    meta.url = clean_url(document.url, document.url, is_hint=True) if document.url else None
    meta.evidence = {"title": "first line"}
    meta.evidence |= {"authors": "byline"} if plain.authors else {}
    meta.evidence |= {"url": "hint"} if meta.url else {}
    meta.evidence |= {"publisher": "hint"} if document.publisher else {}
    meta.evidence |= {"published_at": "visible"} if plain.moment else {}
    if not meta.published and document.published and (hint := read_moment(document.published)):
        meta.published = hint
        meta.evidence["published_at"] = "hint"
    agency = next(filter(None, map(read_dateline_agency, plain.paragraphs[:3])), None)
    return make_article(
        document, decoded, meta, text,
        declared_language=None, agency=agency, method="plain_text",
        images=tuple(plain.images), was_cut=plain.was_cut or is_cut(plain.paragraphs),
    )  # fmt: skip


def make_article(
    document: Document,
    decoded: DecodedPage,
    meta: Metadata,
    text: str,
    *,
    declared_language: str | None,
    agency: str | None,
    method: str,
    images: tuple[Image, ...],
    was_cut: bool,
) -> Article:
    """Put the settled fields together."""
    language, meta.evidence["language"] = settle_language(text, declared_language, document.language)
    meta.evidence["charset"] = decoded.charset_evidence
    return Article(
        url=meta.url,
        title=meta.title,
        authors=meta.authors,
        publisher=meta.publisher,
        published_at=meta.published.at if meta.published else None,
        published_precision=meta.published.precision if meta.published else None,
        modified_at=meta.modified.at if meta.modified else None,
        language=language,
        text=text,
        is_truncated=was_cut,
        section=meta.section,
        tags=meta.tags,
        wire_agency=agency,
        extraction_method=method,
        charset=decoded.charset,
        images=images,
        evidence=dict(meta.evidence),
    )


def settle_language(text: str, declared: str | None, hint: str | None) -> tuple[str | None, str]:
    """Believe detection where it is sure; else what the page declares, then the hint, then detection."""
    detected, confidence = detect_language(text[:LANGUAGE_SAMPLE])
    if confidence >= 0.95 and len(text.split()) >= LANGUAGE_WORDS:
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
    """A teaser: the text breaks off, the page says that it is not free, or a subscription notice follows it."""
    if is_cut(body.paragraphs):
        return True
    free = str(meta.article.get("isAccessibleForFree", "true")).lower()
    words = sum(len(paragraph.split()) for paragraph in body.paragraphs)
    stated = meta.article.get("wordCount")
    if isinstance(stated, int | str) and str(stated).isdigit() and int(stated) > 2 * words + 50:
        return free == "false" or words < 150
    if words >= 400:
        return False
    notice = any(PAYWALL_TEXT.search(block.text) for block in page.blocks if block.words < 60)
    return notice and (free == "false" or words < 150)


def read_images(page: Page, body: Body, document: Document) -> tuple[Image, ...]:
    """Collect the pictures of the article: each figure's address, caption and credit."""
    images: list[Image] = []
    blocks: dict[int, list[Block]] = {}
    for block in page.blocks:
        blocks.setdefault(block.node, []).append(block)
    for index, node in enumerate(page.nodes):
        if len(images) >= MAX_IMAGES:
            break
        if is_figure(page, index) and not {"related", "author", "ad"} & node.marks:
            held = [block for inner in range(index, node.last + 1) for block in blocks.get(inner, ())]
            image = read_figure(page, index, held, document.url or "")
            if image and image not in images:
                images.append(image)
    images.extend(read_loose_captions(page, body, images))
    lead = (page.meta.get("og:image") or [""])[0]
    address = clean_url(lead, document.url or "") if lead else None
    if address and not any(image.url == address for image in images):
        images.insert(0, Image(address, None, None))
    return tuple(images)


def is_figure(page: Page, index: int) -> bool:
    """Tell a figure, by tag or by class with a picture in it, that stands in no other."""
    node = page.nodes[index]
    if node.tag == "figure":
        return True
    if node.tag != "div" or "figure" not in node.marks or node.last - index > 12:
        return False
    is_nested = any(page.nodes[n].tag == "figure" for n in range(index + 1, node.last + 1))
    return not is_nested and next(node.element.iter("img"), None) is not None


def read_loose_captions(page: Page, body: Body, images: list[Image]) -> list[Image]:
    """Keep the captions that stood in the body as plain paragraphs, told by the credit at their end."""
    held = " ".join(image.caption or "" for image in images)
    found = []
    for block in page.blocks:
        if body.container <= block.node <= page.nodes[body.container].last and block.words < 60:
            caption, credit = split_credit(block.text)
            if credit and caption not in held and not page.marks_within(block, body.container) & FURNITURE:
                found.append(Image(None, caption, credit))
    return found[:MAX_IMAGES]


def read_figure(page: Page, index: int, held: list[Block], base: str) -> Image | None:
    """Read one figure element."""
    node = page.nodes[index]
    addresses = (img.get(key) or "" for img in node.element.iter("img") for key in IMAGE_ATTRIBUTES)
    source = next((address for address in addresses if address and not address.startswith("data:")), None)
    captions: list[str] = []
    credit_lines: list[str] = []
    for block in held:
        is_credit = CREDIT_NAME.search(page.nodes[block.node].name)
        (credit_lines if is_credit else captions).append(block.text)
    caption, credit = " ".join(dict.fromkeys(captions)), " ".join(dict.fromkeys(credit_lines))
    if not credit and ends_in_credit(caption):
        caption, found = split_credit(caption)
        credit = found or ""
    address = clean_url(source, base) if source else None
    if not (address or caption):
        return None
    return Image(
        address, caption or None, re.sub(r"^(?:credit|photo|image)s?\s*:\s*", "", collapse(credit), flags=re.I) or None
    )

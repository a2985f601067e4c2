"""The pictures of an article: address, caption and credit of each figure, and captions that stood in the body."""

from __future__ import annotations

import re

from transforms.pages.body import Body
from transforms.pages.furniture import FURNITURE, ends_in_credit
from transforms.pages.metadata import clean_url
from transforms.pages.page import Block, Page
from transforms.pages.plain_text import split_credit
from transforms.values import Document, Image
from transforms.whitespace import collapse

CREDIT_NAME = re.compile(r"credit|photographer|copyright|source")
MAX_IMAGES = 40
IMAGE_ATTRIBUTES = ("src", "data-src", "data-original", "data-lazy-src")
CREDIT_LABEL = re.compile(r"^(?:credit|photo|image)s?\s*:\s*", re.I)


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
    return Image(address, caption or None, CREDIT_LABEL.sub("", collapse(credit)) or None)

"""Articles saved as plain text: the first non-empty line is the title, blank lines part the paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from transforms.dates.instants import Moment, read_moment
from transforms.pages.bylines import plain_name, read_people
from transforms.pages.furniture import ends_in_credit, name_debris
from transforms.values import Image
from transforms.whitespace import collapse

MARKUP = re.compile(
    r"<(?:!doctype|html|head|body|div|p|span|a|table|article|section|h[1-6]|br|meta|script|title|ul|font|"
    r"center|td)\b[^<>]{0,2000}>",
    re.I,
)
DATE_LINE = re.compile(
    r"^(?:(?:published|posted|updated|date)\b\W*)?(?:\w{3,9},?\s+)?(?:\d{1,2}(?:st|nd|rd|"
    r"th)?\s+[A-Z][a-z]{2,8}\.?,?\s+\d{4}|[A-Z][a-z]{2,8}\.?\s+\d{1,2},?\s+\d{4}|"
    r"\d{4}-\d{2}-\d{2})\b.{0,40}$"
)
SHORT_HEAD = 12


@dataclass(slots=True)
class PlainArticle:
    """What a text file says; `authors_raw` and `date` come from lines under the title."""

    title: str | None
    paragraphs: list[str]
    images: list[Image]
    authors: list[str]
    moment: Moment | None
    was_cut: bool


def is_markup(text: str) -> bool:
    """Tell HTML from plain text by its content, whatever it is called.

    >>> is_markup("<p>One"), is_markup("if a < b and b > c, then")
    (True, False)
    """
    head = text[:200_000]
    tags = len(MARKUP.findall(head))
    return tags >= 3 or (tags >= 1 and head.lstrip()[:1] == "<")


def read_plain(text: str) -> PlainArticle:
    """Read a text file.

    >>> article = read_plain("Bridge to close\\n\\nIt closes in May, the town said…\\n\\nRead More: Bridge to close")
    >>> article.title, article.paragraphs, article.was_cut
    ('Bridge to close', ['It closes in May, the town said…'], True)
    """
    paragraphs = split_paragraphs(text)
    article = PlainArticle(paragraphs[0][0] if paragraphs else None, [], [], [], None, False)
    if paragraphs:
        paragraphs[0] = paragraphs[0][1:]
    for lines in paragraphs:
        if lines and not read_heading_line(article, lines):
            take_paragraph(article, lines)
    return article


def split_paragraphs(text: str) -> list[list[str]]:
    """Split at blank lines; where there are none, or lines are hard-wrapped, decide by the lines' lengths."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n")
    groups = [
        [line for raw in group.split("\n") if (line := collapse(raw))] for group in re.split(r"\n[^\S\n]*\n", text)
    ]
    groups = [group for group in groups if group]
    if len(groups) == 1 and len(groups[0]) > 3 and not is_wrapped(groups[0][1:]):
        return [[line] for line in groups[0]]
    return groups


def is_wrapped(lines: list[str]) -> bool:
    """Lines of an even, short measure are one paragraph wrapped by a mail program or terminal."""
    inner = lines[:-1]
    if len(inner) < 2 or not all(45 <= len(line) <= 100 for line in inner):
        return False
    return sum(line[-1] in '.!?"”' for line in inner) <= 0.4 * len(inner)


def read_heading_line(article: PlainArticle, lines: list[str]) -> bool:
    """Take byline and date lines that stand between title and text; True if the paragraph was only that."""
    if article.paragraphs or any(len(line.split()) > SHORT_HEAD for line in lines):
        return False
    taken = False
    for line in lines:
        if re.match(r"by\b", line, re.I) and read_people(line):
            article.authors, taken = article.authors or read_people(line), True
        elif DATE_LINE.match(line) and read_moment(line):
            article.moment, taken = article.moment or read_moment(line), True
    return taken


def take_paragraph(article: PlainArticle, lines: list[str]) -> None:
    """Add a paragraph to the body, or file it as a caption, or drop it as debris."""
    if ends_in_credit(lines[-1]):
        article.images.append(make_image(lines))
        return
    kept = []
    for line in lines:
        debris = name_debris(line)
        if debris == "related" and is_cut(article.paragraphs):
            article.was_cut = True
        if debris is None and plain_name(line) != plain_name(article.title or ""):
            kept.append(line)
    if not kept:
        return
    if is_wrapped(kept):
        article.paragraphs.append(" ".join(kept))
    else:
        article.paragraphs.extend(kept)


def is_cut(paragraphs: list[str]) -> bool:
    """Tell whether the text breaks off: an ellipsis, or a sentence without an end.

    >>> is_cut(["The treaty could be signed on…"]), is_cut(["It was signed."])
    (True, False)
    """
    return (
        bool(paragraphs)
        and re.search(r"(?:…|\.\.\.+|\[(?:…|\.\.\.|\+\d+ chars)\]|&hellip;)[\"'”’)\]\s]*$", paragraphs[-1]) is not None
    )


CREDIT_SPLIT = re.compile(r"(?:(?<=[.!?])\s+|\s*[|]\s+|\s+(?=\())(?=[^.!?|]{3,90}$)")


def make_image(lines: list[str]) -> Image:
    """Part a caption from its credit."""
    caption = " ".join(lines)
    caption_text, credit = split_credit(caption)
    return Image(None, caption_text or None, credit)


def split_credit(caption: str) -> tuple[str, str | None]:
    """Part the photo credit from a caption.

    >>> split_credit("The mayor opens the bridge on Monday. Ada Moss/Getty Images")
    ('The mayor opens the bridge on Monday.', 'Ada Moss/Getty Images')
    """
    if not ends_in_credit(caption):
        return caption, None
    breaks = list(CREDIT_SPLIT.finditer(caption))
    if not breaks:
        return caption, None
    return caption[: breaks[-1].start()].strip(), caption[breaks[-1].end() :].strip(" ()")

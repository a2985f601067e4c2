"""feedparser within bounds: no network, no document type, no time that grows with the square of the feed.

`feedparser.parse` would choose the charset once more, read the document type, and search the author for an e-mail
address in time that grows with the square of its length (40,000 letters take half a minute), knowing no domain of more
than four letters. So its two readers are driven here, the strict one first, as `parse` does.
"""

from __future__ import annotations

import io
import re
import xml.sax
from typing import Any
from xml.sax.handler import feature_external_ges, feature_external_pes, feature_namespaces
from xml.sax.xmlreader import InputSource

from feedparser.api import LooseFeedParser, StrictFeedParser

MAX_ELEMENTS = 200_000  # 30 microseconds each
MAX_LOOSE_CHARS = 2_000_000  # the reader of damaged feeds takes up to ten seconds for a million
MAX_BASE = 2000
MAX_NAME = 1000
MAX_TAGS = 200
MAIL_ADDRESS = re.compile(r"(?:mailto:)?[^\s@<>()]{1,200}@[^\s@<>()]{1,200}(?:\?subject=\S{0,200})?")
# What feedparser lets out where a feed puts an element where none belongs.
READER_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


class ElementLimitError(ValueError):
    """A feed has more elements than any reader would show, or bases that grow without end."""


class Bounds:
    """What both readers of feedparser need to be safe, and the two elements that they would overwrite."""

    def __init__(self, *arguments: Any) -> None:
        self.baseuri = ""
        self.element_count = 0
        self.skip_hours: list[str] = []
        self.skip_days: list[str] = []
        super().__init__(*arguments)

    def unknown_starttag(self, tag: str, attrs: Any) -> Any:
        """Count an element before feedparser reads it."""
        self.element_count += 1
        if self.element_count > MAX_ELEMENTS:
            raise ElementLimitError(f"more than {MAX_ELEMENTS} elements")
        if len(self.baseuri) > MAX_BASE:
            raise ElementLimitError(f"xml:base adds up to more than {MAX_BASE} characters")
        return super().unknown_starttag(tag, attrs)  # type: ignore[misc]

    def _sync_author_detail(self, key: str = "author") -> None:
        context = self._get_context()  # type: ignore[attr-defined]
        detail = (context.get(f"{key}s") or [{}])[-1]
        if detail:
            super()._sync_author_detail(key)  # type: ignore[misc]
        elif name := read_author(context.get(key)):
            detail["name"] = name

    def _add_tag(self, term: str, scheme: str, label: str) -> None:
        if len(self._get_context().get("tags") or ()) < MAX_TAGS:  # type: ignore[attr-defined]
            super()._add_tag(term, scheme, label)  # type: ignore[misc]

    def _start_hour(self, attrs: Any) -> None:
        self.push("hour", 1)  # type: ignore[attr-defined]

    def _end_hour(self) -> None:
        self.skip_hours.append(self.pop("hour") or "")  # type: ignore[attr-defined]

    def _start_day(self, attrs: Any) -> None:
        self.push("day", 1)  # type: ignore[attr-defined]

    def _end_day(self) -> None:
        self.skip_days.append(self.pop("day") or "")  # type: ignore[attr-defined]

    def _start_description(self, attrs: Any) -> None:
        super()._start_description(attrs)  # type: ignore[misc]
        self.mark_summary()

    def _start_summary(self, attrs: Any) -> None:
        super()._start_summary(attrs)  # type: ignore[misc]
        self.mark_summary()

    def mark_summary(self) -> None:
        """feedparser takes a second summary for the content; `is_summary` tells it from real content."""
        self.contentparams["is_summary"] = True  # type: ignore[attr-defined]


def read_author(raw: object) -> str | None:
    """Give the name out of an author as RSS writes it, with an e-mail address or without.

    >>> [read_author(raw) for raw in ("a@b.example (Ada Quill)", "Ada Quill <a@b.example>", "Ada Quill", "a@b.example")]
    ['Ada Quill', 'Ada Quill', 'Ada Quill', None]
    """
    text = raw.strip()[:MAX_NAME] if isinstance(raw, str) else ""
    address = MAIL_ADDRESS.search(text)
    if not address:
        return text or None
    return " ".join(f"{text[: address.start()]} {text[address.end() :]}".strip(" <>()[],;:").split()) or None


class StrictReader(Bounds, StrictFeedParser):  # type: ignore[misc]
    """Reads well-formed feeds."""


class LooseReader(Bounds, LooseFeedParser):  # type: ignore[misc]
    """Reads what is left of damaged ones."""


def read_xml_feed(text: str, base: str | None) -> tuple[Bounds, str | None]:
    """Read a feed without declarations; its links are resolved against `xml:base` and that against `base`, if any.

    Returns:
        The reader, which holds what was read, and what was wrong with the feed, None where nothing was.
    """
    strict = StrictReader(base, None, "utf-8")
    keep_markup(strict)
    try:
        run_strict(strict, text)
    except xml.sax.SAXException as error:
        place = f"line {error.getLineNumber()}: " if isinstance(error, xml.sax.SAXParseException) else ""
        damage = f"{place}{error.getMessage()}"
    except READER_ERRORS as error:
        return strict, f"feedparser stops: {error!r}"
    else:
        return strict, None
    loose = LooseReader(base, None, "utf-8", {})
    keep_markup(loose)
    if len(text) > MAX_LOOSE_CHARS:
        damage = f"{damage}; cut at {MAX_LOOSE_CHARS} characters"
    try:
        loose.feed(text[:MAX_LOOSE_CHARS])
    except READER_ERRORS as error:
        damage = f"{damage}; feedparser stops: {error!r}"
    return loose, damage


def keep_markup(reader: Any) -> None:
    """Leave the markup of titles and texts as it stands: nothing of a feed is shown in a browser."""
    reader.resolve_relative_uris = False
    reader.sanitize_html = False


def run_strict(reader: StrictReader, text: str) -> None:
    """Drive the strict reader with expat.

    Raises:
        SAXException: the text is not well-formed.
    """
    parser = xml.sax.make_parser()
    parser.setFeature(feature_namespaces, True)
    parser.setFeature(feature_external_ges, False)
    parser.setFeature(feature_external_pes, False)
    parser.setContentHandler(reader)
    parser.setErrorHandler(reader)
    source = InputSource()
    source.setCharacterStream(io.StringIO(text))
    parser.parse(source)

"""Makes untrusted markup (feeds, sitemaps, lists of feeds) safe to parse.

No parser ever meets a document type declaration. One that declares entities is refused, since they are how a small file
becomes a large one or reads files of ours (OWASP, XML External Entity Prevention); one that does not, such as that of
RSS 0.91, is cut out, and what it points to is never asked for. defusedxml guards only what is well-formed, by expat: it
reads 18 of the 42 documents of the tests of this folder that are read here, and damaged feeds are no exception.
"""

from __future__ import annotations

import re

from transforms.pages.decode import decode_page
from transforms.values import Refusal

# In a well-formed document "<" opens only these, tags, and what stands in a document type declaration.
PASSAGE = re.compile(
    r"<!--.*?(?:-->|\Z)|<!\[CDATA\[.*?(?:\]\]>|\Z)|<\?.*?(?:\?>|\Z)"
    r"|(?P<doctype><!DOCTYPE\b(?:[^\[<>\"']|\"[^\"]*\"|'[^']*')*(?P<subset>\[)?)",
    re.S | re.I,
)
REST = re.compile(r"[^\]]*\]\s*>?")
ENTITY = re.compile(r"<!ENTITY", re.I)
DECLARATION = re.compile(r"\s*<\?xml\b[^>]{0,400}>\s*", re.I)
TAG = re.compile(r"<(?:[\w.-]{1,80}:)?([A-Za-z_][\w.-]{0,80})")
HEAD = 1 << 16
# XML 1.0, appendix F: the first character of markup in UTF-32 without a mark.
WIDE_MARKS = ((b"\0\0\0<", "utf-32-be"), (b"<\0\0\0", "utf-32-le"))


def read_markup(content: bytes, media_type: str | None, max_bytes: int) -> str | Refusal:
    """Unpack and decode markup, and cut its XML and document type declarations; or say why not.

    >>> read_markup(b"<?xml version='1.0'?><!DOCTYPE rss SYSTEM 'http://x.example/rss.dtd'><rss/>", None, 1000)
    '<rss/>'
    >>> read_markup(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", None, 1000).reason
    'entity_declaration'
    """
    charset = next((charset for mark, charset in WIDE_MARKS if content.startswith(mark)), None)
    if charset and len(content) <= max_bytes:
        content, media_type = content.decode(charset, "replace").encode("utf-8", "replace"), None
    decoded = decode_page(content, media_type, max_bytes)
    return decoded if isinstance(decoded, Refusal) else cut_declarations(decoded.text)


def cut_declarations(text: str) -> str | Refusal:
    """Cut the XML declaration and every document type declaration; refuse entities."""
    text = DECLARATION.sub("", text, count=1) if DECLARATION.match(text) else text.lstrip()
    if not re.search(r"<!DOCTYPE", text, re.I):
        return text
    entity = ENTITY.search(text)
    parts: list[str] = []
    start = 0
    for match in PASSAGE.finditer(text):
        if not match["doctype"] or match.start() < start:
            continue
        if match["subset"] and entity:
            excerpt = text[entity.start() : entity.start() + 60]
            return Refusal("entity_declaration", f"the document declares XML entities: {excerpt!r}")
        parts.append(text[start : match.start()])
        rest = REST.match(text, match.end()) if match["subset"] and start == 0 else None  # a second one is damage
        start = rest.end() if rest else match.end() + text.startswith(">", match.end())
    return "".join([*parts, text[start:]]).lstrip()


def find_root(text: str) -> str:
    """Name the first element, in lower case and without its prefix; empty where there is none.

    >>> find_root("<!-- <a> --><rdf:RDF>"), find_root("no markup")
    ('rdf', '')
    """
    head = re.sub(r"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", "", text[:HEAD], flags=re.S)
    match = TAG.search(head)
    return match[1].lower() if match else ""

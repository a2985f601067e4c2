"""Pages that send their reader on: `<meta http-equiv="refresh">`, and the header field that it stands for."""

from __future__ import annotations

import re

from lxml import etree, html

from transforms.urls import normalise_address, resolve_link

MAX_SECONDS = 10  # a page that waits longer is one to be read, which reloads or moves on for other reasons
NOTICE_CHARS = 300  # of text that a page may have whose `noscript` sends the reader on
META = re.compile(rb"<meta\b[^<>]{0,2000}refresh", re.I)
# HTML, "shared declarative refresh steps"
CONTENT = re.compile(
    r"\s*(?P<seconds>\d{0,9})(?:\.[\d.]*)?\s*[;,\s]\s*(?:url\s*=\s*)?(?:'(?P<a>[^']*)|\"(?P<b>[^\"]*)|(?P<c>[^\s'\"].*))",
    re.I | re.S,
)


def find_refresh(head: bytes, url: str, header: str | None = None) -> str | None:
    """Find where a page sends its reader on to, within seconds and to another address; None where it does not.

    What stands in `noscript` counts where there is hardly anything else to read. `head` is the page's first bytes.

    >>> find_refresh(b"<meta http-equiv=Refresh content='0; URL=/story'>Wait.", "https://a.example/go")
    'https://a.example/story'
    >>> find_refresh(b'<meta http-equiv="refresh" content="300; url=/">', "https://a.example/news")
    """
    if header and (target := read_refresh(header, url)):
        return target
    if not META.search(head):
        return None
    try:
        tree = html.document_fromstring(head)
    except (etree.ParserError, ValueError):
        return None
    base = next((element.get("href") for element in tree.iter("base") if element.get("href")), None)
    base_url = (resolve_link(url, base) if base else None) or url
    for meta in tree.iter("meta"):
        if (meta.get("http-equiv") or "").strip().lower() != "refresh":
            continue
        target = read_refresh(meta.get("content") or "", base_url, url)
        is_hidden = any(True for _ in meta.iterancestors("noscript", "template"))
        if target and (not is_hidden or count_text(tree) <= NOTICE_CHARS):
            return target
    return None


def read_refresh(value: str, base: str, url: str | None = None) -> str | None:
    """Read the address out of a refresh; None for one that is far off in time, or of the page itself."""
    match = CONTENT.match(value)
    if not match or int(match["seconds"] or 0) > MAX_SECONDS:
        return None
    link = resolve_link(base, (match["a"] or match["b"] or match["c"] or "").strip())
    return None if link is None or normalise_address(link) == normalise_address(url or base) else link


def count_text(tree: html.HtmlElement) -> int:
    """Count the characters that a page shows."""
    hidden = ("script", "style", "noscript", "template", "title")
    shown = (
        len(text.strip())
        for text in tree.xpath("//text()")
        if not any(True for _ in text.getparent().iterancestors(*hidden)) and text.getparent().tag not in hidden
    )
    return sum(shown)

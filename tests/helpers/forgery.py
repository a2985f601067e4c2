"""Answers as nobody should send them: made of sound ones by chance, the same for the same seed."""

from __future__ import annotations

import gzip
import json
import random
import zlib
from collections.abc import Callable

from tests.helpers.hostile_messages import Channel, Handler, Seen
from tests.helpers.hostile_server import HostileServer
from tests.helpers.web import write_page, write_rss, write_sitemap

Chance = random.Random
NASTY = (
    b"\0", b"\x1b[2J", b"\x9b31m", b"\xed\xa0\x80", b"\\ud800", b"&#xD800;", b"&#x110000;", b"\xff\xfe",
    b"9" * 400, b"-1", b"1e999", b"NaN", b"null", b"[" * 2000, b'{"a":' * 2000, b"<" * 500, b"<div>" * 3000, b"<!--",
    b"<![CDATA[", b"]]>", b'<!DOCTYPE a [<!ENTITY b "c">]>&b;', b"\r\n\r\n", b"\n" * 5000, b"\t \x0b\x0c\xc2\x85",
    b"9999-99-99T99:99:99+99:99", b"0000-00-00", b"Fri, 31 Dec 9999 23:59:60 -9999", b"javascript:alert(1)",
    b"http://[::1", b"http://a:b@c:99999/%00%ff", b"//", b"file:///etc/passwd", b"http://" + b"a." * 300 + b"b/",
    b"\xe2\x80\xae", b"\xf0\x9f\x87", b"=1+1", b"../" * 50, b"%", b"%s%n", b"<template shadowrootmode=open>",
    b'<meta http-equiv="refresh" content="0;url=//">', b'<meta charset="utf-7">', b'<base href="http://[">', b"<title>",
    b'<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"\\ud83d","author":[[{}]]}</script>',
    b"<plaintext>", b"\xef\xbb\xbf",
)  # fmt: skip
CODINGS = (
    "gzip", "deflate", "br", "zstd", "identity", "x-gzip", "sdch", "gzip, gzip", "br, gzip", ", ".join(["br"] * 99),
    "\x80", "",
)  # fmt: skip
TYPES = (
    "text/html", "text/html; charset=klingon", "text/html; charset=utf-16", "application/rss+xml", "application/json",
    "application/pdf", "image/png", "text/plain; charset=\x80", "multipart/mixed; boundary=a", "", ";;;", "a" * 3000,
)  # fmt: skip
SOUND_STATUS = b"HTTP/1.1 200 OK"
STATUSES = (
    b"HTTP/1.1 200", b"HTTP/1.0 200 OK", b"HTTP/1.1 204 No", b"HTTP/1.1 206 Part", b"HTTP/1.1 301 Moved",
    b"HTTP/1.1 302 Found", b"HTTP/1.1 304 Same", b"HTTP/1.1 308 Moved", b"HTTP/1.1 403 No", b"HTTP/1.1 404 No",
    b"HTTP/1.1 410 Gone", b"HTTP/1.1 416 Range", b"HTTP/1.1 429 Later", b"HTTP/1.1 500 Oops", b"HTTP/1.1 503 Later",
    b"HTTP/1.1 999 Odd", b"HTTP/1.1 000 Odd", b"HTTP/1.1 -1 Odd", b"HTTP/1.1 20000 Odd", b"HTTP/9.9 200 OK",
    b"HTTP/2 200", b"ICY 200 OK", b"<html>", b"", b"HTTP/1.1 100 Continue", b"HTTP/1.1 200 \xff\x1b[31m",
    b"HTTP/1.1 200 " + b"a" * 9000,
)  # fmt: skip


def write_json_feed(links: list[str]) -> str:
    items = [{"id": link, "url": link, "title": "Case", "content_text": "The ferry waits."} for link in links]
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Gazette", "items": items})


def write_atom(links: list[str]) -> str:
    items = "".join(
        f'<entry><id>{link}</id><title>Case</title><link href="{link}"/><updated>2026-03-04T05:06:00Z</updated></entry>'
        for link in links
    )
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Gazette</title>{items}</feed>'


def write_sitemap_index(links: list[str]) -> str:
    return (
        write_sitemap(links)
        .replace("urlset", "sitemapindex")
        .replace("<url>", "<sitemap>")
        .replace("</url>", "</sitemap>")
    )


def write_robots(links: list[str]) -> str:
    return "User-agent: *\nDisallow: /private/\nCrawl-delay: 0\n" + "".join(f"Sitemap: {link}\n" for link in links)


LISTINGS: dict[str, Callable[[list[str]], str]] = {
    "feed": write_rss,
    "atom": write_atom,
    "json": write_json_feed,
    "sitemap": write_sitemap,
    "parts": write_sitemap_index,
}


def damage(chance: Chance, content: bytes) -> bytes:
    """Spoil a content in up to three places: cut, flipped, doubled, taken out, or with something nasty put in."""
    for _ in range(chance.randrange(4)):
        at = chance.randrange(len(content) + 1)
        far = min(len(content), at + chance.choice((1, 10, 300)))
        kind = chance.randrange(6)
        if kind == 0:
            content = content[:at]
        elif kind == 1:
            content = content[:at] + chance.randbytes(far - at) + content[far:]
        elif kind == 2:
            content = content[:far] + content[at:far] * chance.choice((2, 50)) + content[far:]
        elif kind == 3:
            content = content[:at] + content[far:]
        else:
            content = content[:at] + chance.choice(NASTY) + content[at:]
    return content


def pack(chance: Chance, content: bytes) -> tuple[str, bytes]:
    """Give a coding and the content, packed so or not, whole or not."""
    coding = chance.choice(CODINGS)
    if chance.random() < 0.7:
        content = {"gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress}.get(coding, bytes)(content)
    return coding, damage(chance, content) if chance.random() < 0.3 else content


def forge_answer(chance: Chance, body: bytes, media_type: str, links: list[str]) -> bytes:
    """Make a whole answer, from its status line on."""
    status = chance.choice(STATUSES) if chance.random() < 0.2 else SOUND_STATUS
    headers = [("Content-Type", chance.choice(TYPES) if chance.random() < 0.2 else media_type)]
    if chance.random() < 0.3:
        coding, body = pack(chance, body)
        headers.append(("Content-Encoding", coding))
    oddities = {
        "Location": chance.choice([*links, "/", "//", "http://[", "?", "\x1b", "mailto:a@b.example", "a" * 9000]),
        "Retry-After": chance.choice(("0", "-1", "9" * 50, "soon", "Fri, 31 Dec 9999 23:59:59 GMT")),
        "Last-Modified": chance.choice(("yesterday", "0", "Fri, 31 Dec 9999 23:59:60 GMT", "\x80")),
        "ETag": chance.choice(('"a"', "W/", "\x80" * 9, "a" * 9000, '"\\"')),
        "Link": chance.choice(
            ('<http://[>; rel="canonical"', "<" * 900, "</a>; rel=alternate; type=application/rss+xml")
        ),
        "X-Robots-Tag": chance.choice(("noarchive", "all", "unavailable_after: 99 Jan", ":" * 99, "noindex")),
        "Set-Cookie": "a=" + "b" * 5000,
        "Cache-Control": chance.choice(("max-age=-1", "max-age=" + "9" * 99, "=,=,=")),
        "Age": "-1",
        "Content-Range": "bytes 9-1/0",
        "Refresh": chance.choice(("0; url=//", "0;url=" + links[0], "a")),
        "": "empty",
        "A b": "c",
        "X-Nul": "a\0b",
        "X-Many": "a\r\nX-Many: " * 150 + "a",
        "X-Fold": "a\r\n b",
    }
    headers += chance.sample(sorted(oddities.items()), chance.choice((0, 0, 0, 1, 3)))
    if chance.random() < 0.15:
        headers.append(
            ("Transfer-Encoding", chance.choice(("chunked", "chunked, chunked", "gzip, chunked", "identity")))
        )
        size = chance.choice((b"%x" % len(body), b"-1", b"f" * 40, b"", b"%x;a=b" % len(body), b"5"))
        body = size + b"\r\n" + body + chance.choice((b"\r\n0\r\n\r\n", b"", b"\r\n0\r\nX: y\r\n\r\n"))
    elif chance.random() < 0.7:
        length = str(len(body)) if chance.random() < 0.9 else chance.choice(("0", "-5", "9" * 30, "1, 2", "abc", "+7"))
        headers.append(("Content-Length", length))
    head = b"\r\n".join([status, *(f"{name}: {value}".encode("latin-1", "replace") for name, value in headers)])
    return (damage(chance, head) if chance.random() < 0.1 else head) + b"\r\n\r\n" + body


def send_raw(answer: bytes) -> Handler:
    """Send bytes as they are, and end the connection."""

    async def send(seen: Seen, channel: Channel) -> None:
        await channel.send(answer)
        channel.close()

    return send


def add_forged_host(server: HostileServer, host: int, chance: Chance, pages: int) -> list[tuple[str, str]]:
    """Let a host answer by chance: its robots.txt, a listing and the pages that this names.

    Returns:
        Address and kind, as in an index, of the listing and of each page.
    """
    links = [server.url(f"/{host}/{number}", host) for number in range(pages)]
    if chance.random() < 0.5:
        robots = damage(chance, write_robots(links[:1]).encode())
        server.add("/robots.txt", send_raw(forge_answer(chance, robots, "text/plain", links)), host=host)
    name = chance.choice(sorted(LISTINGS))
    kind, media_type = ("sitemap" if name in ("sitemap", "parts") else "feed"), "application/xml"
    path = f"/{host}/{name}.xml"
    listing = damage(chance, LISTINGS[name](links).encode())
    server.add(path, send_raw(forge_answer(chance, listing, media_type, links)), host=host)
    for number, link in enumerate(links):
        page = damage(chance, write_page(number, link).encode())
        server.add(f"/{host}/{number}", send_raw(forge_answer(chance, page, "text/html", links)), host=host)
    return [(server.url(path, host), kind), *((link, "url") for link in links)]

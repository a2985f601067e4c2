"""What a server may do to whoever asks it, by path: answers that never end, break off, bloat, mislead or forbid.

By hand, `python -m tests.helpers.hostile_traps --port 8080` serves them, and an index of them.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import io
import threading
import zlib

from tests.helpers.hostile_messages import Channel, Handler, Page, Seen
from tests.helpers.hostile_server import HostileServer

MEGABYTE = 1_000_000
PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1>" + "<p>The harbour of Port Ansel stayed open all night.</p>" * 8


async def drip(seen: Seen, channel: Channel) -> None:
    """Send a byte now and then, for ever."""
    await channel.head(headers={"Content-Type": "text/html", "Content-Length": "100000"})
    while True:
        await channel.send(b" ")
        await asyncio.sleep(0.05)


async def stay_silent(seen: Seen, channel: Channel) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


async def send_huge(seen: Seen, channel: Channel) -> None:
    """Send 200 MB, and declare no length."""
    await channel.head(headers={"Content-Type": "text/html", "Connection": "close"})
    block = b"<p>and so on</p>" * 4096
    for _ in range(200 * MEGABYTE // len(block) + 1):
        await channel.send(block)
    channel.close()


async def declare_huge(seen: Seen, channel: Channel) -> None:
    """Declare 200 MB, and begin to send them."""
    await channel.head(headers={"Content-Type": "text/html", "Content-Length": str(200 * MEGABYTE)})
    while True:
        await channel.send(b"x" * 65536)


async def drop_at_once(seen: Seen, channel: Channel) -> None:
    """Break off before a word."""
    channel.drop()


async def drop_within(seen: Seen, channel: Channel) -> None:
    """Declare more than is sent, and break off."""
    await channel.head(headers={"Content-Type": "text/html", "Content-Length": "5000"})
    await channel.send(b"<p>Half a page")
    channel.drop()


async def send_too_much(seen: Seen, channel: Channel) -> None:
    """Send more than is declared."""
    await channel.head(headers={"Content-Type": "text/html", "Content-Length": "12"})
    await channel.send(b"<p>Short</p>" + b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged")


async def speak_nonsense(seen: Seen, channel: Channel) -> None:
    """Answer with what is no HTTP."""
    await channel.send(b"220 mail.varnland.example ESMTP\r\n\r\n")
    channel.close()


async def send_endless_head(seen: Seen, channel: Channel) -> None:
    """Send headers without end."""
    await channel.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        await channel.send(b"X-More: " + b"x" * 1000 + b"\r\n")


async def send_chunks(seen: Seen, channel: Channel) -> None:
    """Send a page in chunks, packed."""
    headers = {"Content-Type": "text/html", "Transfer-Encoding": "chunked", "Content-Encoding": "gzip"}
    await channel.head(headers=headers)
    packed = gzip.compress(PAGE.format("Chunks").encode())
    for start in range(0, len(packed), 50):
        block = packed[start : start + 50]
        await channel.send(b"%x\r\n%s\r\n" % (len(block), block))
    await channel.send(b"0\r\n\r\n")


def pack_bomb(megabytes: int = 100) -> bytes:
    """Pack so many megabytes of nothing into a thousandth of them."""
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=9) as file:
        for _ in range(megabytes):
            file.write(b" " * MEGABYTE)
    return packed.getvalue()


def redirect(location: str, status: int = 302) -> Page:
    """Lead elsewhere."""
    return Page(b"", status, {"Location": location})


HTML = {"Content-Type": "text/html"}
GZIP = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
PACKED = gzip.compress(PAGE.format("Packed").encode())

# Path -> what answers there.
TRAPS: dict[str, Handler] = {
    "/drip": drip,
    "/silent": stay_silent,
    "/huge": send_huge,
    "/declared-huge": declare_huge,
    "/bomb": Page(pack_bomb(), headers=GZIP),
    "/truncated-gzip": Page(PACKED[:-40], headers=GZIP),
    "/bad-gzip": Page(PACKED[:40] + b"\xff" * 40 + PACKED[80:], headers=GZIP),
    "/bad-deflate": Page(b"\x78\x9c" + b"\xff" * 60, headers={**HTML, "Content-Encoding": "deflate"}),
    "/unknown-encoding": Page(b"?", headers={**HTML, "Content-Encoding": "sdch"}),
    "/gzip": Page(PACKED, headers=GZIP),
    "/deflate": Page(zlib.compress(PAGE.format("Deflated").encode()), headers={**HTML, "Content-Encoding": "deflate"}),
    "/chunks": send_chunks,
    "/loop": redirect("/loop-back"),
    "/loop-back": redirect("/loop"),
    "/metadata": redirect("http://169.254.169.254/latest/meta-data/"),
    "/metadata-by-number": redirect("http://0xA9FEA9FE/latest/meta-data/"),
    "/metadata-mapped": redirect("http://[::ffff:169.254.169.254]/"),
    "/passwd": redirect("file:///etc/passwd"),
    "/nowhere": Page(b"", 302),
    "/moved": redirect("/moved-again", 301),
    "/moved-again": redirect("/final", 308),
    "/final": Page(PAGE.format("Final").encode()),
    "/for-now": redirect("/moved", 302),
    "/pdf": Page(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", headers=HTML),
    "/windows-1251": Page(
        "<title>Гавань</title><p>Гавань была открыта всю ночь, сообщил начальник порта.".encode("cp1251"),
        headers={"Content-Type": "text/html; charset=windows-1251"},
    ),
    "/etag": Page(PAGE.format("Tagged").encode(), headers={"ETag": '"v1"', "Cache-Control": "max-age=600"}),
    "/dated": Page(PAGE.format("Dated").encode(), headers={"Last-Modified": "Sat, 01 Mar 2031 08:00:00 GMT"}),
    "/gone": Page(b"<h1>Gone</h1>", 410),
    "/forbidden": Page(b"<h1>Forbidden</h1>", 403),
    "/busy": Page(b"", 429, {"Retry-After": "0"}),
    "/busy-for-long": Page(b"", 503, {"Retry-After": "86400"}),
    "/unavailable": Page(b"", 503),
    "/error": Page(b"<h1>Error</h1>", 500),
    "/dropped": drop_at_once,
    "/dropped-within": drop_within,
    "/too-much": send_too_much,
    "/nonsense": speak_nonsense,
    "/endless-head": send_endless_head,
    "/noindex": Page(PAGE.format("Hidden").encode(), headers={"X-Robots-Tag": "noindex"}),
    "/noarchive": Page(b'<meta name="robots" content="noarchive">' + PAGE.format("Not to keep").encode()),
    "/reserved": Page(PAGE.format("Reserved").encode(), headers={"tdm-reservation": "1"}),
    "/cookie": Page(PAGE.format("Cookie").encode(), headers={"Set-Cookie": "id=1; Path=/"}),
}


def add_traps(server: HostileServer) -> None:
    """Set every trap."""
    for path, handler in TRAPS.items():
        server.add(path, handler)
    server.add("/", "".join(f'<p><a href="{path}">{path}</a></p>' for path in TRAPS))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--host", default="127.0.0.1")
    arguments.add_argument("--port", type=int, default=8080)
    options = arguments.parse_args()
    with HostileServer([options.host], port=options.port) as server:
        add_traps(server)
        print(f"{server.url('/')} until interrupted", flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()

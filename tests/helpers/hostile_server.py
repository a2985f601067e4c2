"""An HTTP server on loopback that misbehaves in every way that DESIGN, section 5, names.

    with HostileServer() as server:                        # a thread, its own event loop, a free port on 127.0.0.1
        server.add("/robots.txt", "User-agent: *\nDisallow: /private/")
        server.add("/a", "<p>Text</p>", headers={"ETag": '"1"'})      # text or bytes; a list is given out in turn
        server.add("/b", drip)                             # or a coroutine function: (Seen, Channel) -> None
        add_traps(server)                                  # every trap under the path in TRAPS
        ... server.url("/a") ...
        server.requests                                    # every request as it came: time, host, path, headers
        server.count("/a"); server.shortest_gap()          # what politeness is measured by

Several hosts: `HostileServer(hosts=["127.0.0.1", "127.0.0.2"])`, each with a port of its own; `server.url(path, 1)` is
on the second, and `add(path, ..., host=1)` is there alone. An answer to a conditional request (ETag, Last-Modified
among its headers) is 304 without more. What is not there is 404, robots.txt included. `tls` takes an ssl.SSLContext.
By hand: `python tests/helpers/hostile_server.py --port 8080` serves the traps, and an index of them.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gzip
import io
import ssl
import threading
import time
import zlib
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from types import TracebackType

MEGABYTE = 1_000_000
PAGE = "<!doctype html><title>{0}</title><h1>{0}</h1>" + "<p>The harbour of Port Ansel stayed open all night.</p>" * 8


@dataclass(frozen=True, slots=True)
class Seen:
    """One request as it came."""

    at: float  # time.monotonic()
    host: int  # which of the server's hosts
    method: str
    path: str  # with its query
    headers: dict[str, str]


@dataclass(slots=True)
class Channel:
    """The way back: what a handler writes to. Its connection stays open unless the handler drops or closes it."""

    writer: asyncio.StreamWriter
    is_open: bool = True

    async def head(self, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """Send status and headers as they are, with no length unless it is among them."""
        lines = [f"HTTP/1.1 {status} Status", *(f"{name}: {value}" for name, value in (headers or {}).items())]
        await self.send("\r\n".join([*lines, "", ""]).encode("latin-1"))

    async def send(self, block: bytes) -> None:
        """Send bytes."""
        self.writer.write(block)
        await self.writer.drain()

    def drop(self) -> None:
        """Break the connection off."""
        self.is_open = False
        self.writer.transport.abort()

    def close(self) -> None:
        """End the connection in good order."""
        self.is_open = False


Handler = Callable[[Seen, Channel], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Page:
    """A plain answer."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, seen: Seen, channel: Channel) -> None:
        """Answer, or say that nothing has changed."""
        headers = {"Content-Type": "text/html; charset=utf-8", **self.headers}
        etag, modified = headers.get("ETag"), headers.get("Last-Modified")
        is_same = (etag and seen.headers.get("if-none-match") == etag) or (
            not etag and modified and seen.headers.get("if-modified-since") == modified
        )
        if is_same:
            await channel.head(304, {name: headers[name] for name in ("ETag", "Last-Modified") if name in headers})
            return
        await channel.head(self.status, {"Content-Length": str(len(self.body)), **headers})
        await channel.send(b"" if seen.method == "HEAD" else self.body)


class HostileServer:
    """See the top of this file."""

    def __init__(
        self,
        hosts: Sequence[str] = ("127.0.0.1",),
        *,
        port: int = 0,
        latency: float = 0.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.hosts, self._port, self.latency, self._tls = list(hosts), port, latency, tls
        self.ports: list[int] = []
        self.requests: list[Seen] = []
        self._pages: dict[tuple[int | None, str], list[Handler]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._servers: list[asyncio.Server] = []
        self._open: set[asyncio.Task[None]] = set()

    def __enter__(self) -> HostileServer:
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._start(), self._loop).result(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def origin(self, host: int = 0) -> str:
        """Scheme, host and port of one of the hosts."""
        return f"{'https' if self._tls else 'http'}://{self.hosts[host]}:{self.ports[host]}"

    def url(self, path: str, host: int = 0) -> str:
        """The address of a path on one of the hosts."""
        return self.origin(host) + path

    def places(self) -> tuple[str, ...]:
        """Every host with its port, as DATELINE_ALLOW_PRIVATE_HOSTS wants them."""
        return tuple(f"{host}:{port}" for host, port in zip(self.hosts, self.ports, strict=True))

    def add(
        self,
        path: str,
        answer: str | bytes | Handler | Sequence[str | bytes | Handler] = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        host: int | None = None,
    ) -> None:
        """Answer a path (its query included, or not) so; of several answers the last stays."""
        answers = [answer] if isinstance(answer, str | bytes) or callable(answer) else list(answer)
        self._pages[host, path] = [
            one if callable(one) else Page(one.encode() if isinstance(one, str) else one, status, headers or {})
            for one in answers
        ]

    def seen(self, path: str, host: int | None = None) -> list[Seen]:
        """The requests for a path."""
        return [one for one in self.requests if one.path == path and host in (None, one.host)]

    def count(self, path: str, host: int | None = None) -> int:
        """How often a path was asked for."""
        return len(self.seen(path, host))

    def shortest_gap(self) -> float:
        """The shortest time between two requests to one host; infinite where none was asked twice."""
        times: dict[int, list[float]] = defaultdict(list)
        for one in self.requests:
            times[one.host].append(one.at)
        return min(
            (after - before for host in times.values() for before, after in pairwise(host)), default=float("inf")
        )

    async def _start(self) -> None:
        for number, host in enumerate(self.hosts):
            serve = self._serve_host(number)
            server = await asyncio.start_server(serve, host, self._port, ssl=self._tls)
            self._servers.append(server)
            self.ports.append(server.sockets[0].getsockname()[1])

    async def _stop(self) -> None:
        for server in self._servers:
            server.close()
        for task in self._open:
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _serve_host(self, number: int) -> Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
        async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.current_task()
            assert task
            self._open.add(task)
            task.add_done_callback(self._open.discard)
            # whoever asked has gone: what a client may do at any moment
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await self._converse(number, reader, Channel(writer))
            writer.transport.abort() if writer.transport.is_closing() else writer.close()

        return serve

    async def _converse(self, number: int, reader: asyncio.StreamReader, channel: Channel) -> None:
        while channel.is_open:
            seen = read_request(number, await reader.readuntil(b"\r\n\r\n"))
            self.requests.append(seen)
            if self.latency:
                await asyncio.sleep(self.latency)
            await self._find_handler(seen)(seen, channel)

    def _find_handler(self, seen: Seen) -> Handler:
        for key in [(seen.host, seen.path), (None, seen.path), (None, seen.path.partition("?")[0])]:
            if answers := self._pages.get(key):
                return answers.pop(0) if len(answers) > 1 else answers[0]
        return Page(b"<h1>404</h1>", 404)


def read_request(number: int, head: bytes) -> Seen:
    """Take a request's head apart."""
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Seen(time.monotonic(), number, method, path, headers)


# The traps


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


def send_file(content: bytes, etag: str | None, *, break_after: int | None = None) -> Handler:
    """Serve a large file, or the part of it that is asked for; break off after so many bytes of an answer."""

    async def send(seen: Seen, channel: Channel) -> None:
        headers = {"Content-Type": "application/warc", **({"ETag": etag} if etag else {})}
        start = int(seen.headers.get("range", "bytes=0-")[6:-1])
        if start and seen.headers.get("if-range") == etag:
            if start >= len(content):
                await channel.head(416, {**headers, "Content-Range": f"bytes */{len(content)}", "Content-Length": "0"})
                return
            status, headers["Content-Range"] = 206, f"bytes {start}-{len(content) - 1}/{len(content)}"
        else:
            status, start = 200, 0
        await channel.head(status, {**headers, "Content-Length": str(len(content) - start)})
        stop = len(content) if break_after is None else start + break_after
        await channel.send(content[start:stop])
        if stop < len(content):
            await asyncio.sleep(0.02)  # what was sent is to arrive
            channel.drop()

    return send


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

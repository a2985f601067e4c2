"""One request as it came, and what may be sent back: the words of the hostile server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field


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


def read_request(number: int, head: bytes) -> Seen:
    """Take a request's head apart."""
    first, *lines = head.decode("latin-1").strip().split("\r\n")
    method, path, _ = first.split(" ", 2)
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Seen(time.monotonic(), number, method, path, headers)

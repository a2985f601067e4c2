"""Connections: one to a host, each to an address that was checked, spoken over by httpcore2.

httpcore2 is httpx without its client, which brings what must not be here: cookies, credentials from .netrc, proxies,
redirects, unpacked bodies. It speaks HTTP/1.1 and HTTP/2; which address is connected to, and over which connection a
host is asked again, is decided here. What takes less of ours was tried, and fails `test_connections`:

- aiohttp takes a response that comes while a connection lies idle for the answer to the next request, so that one
  address gets the page of another. It reads no page whose Content-Length is too short or stands twice, asks again by
  itself outside the host's turn, and has no HTTP/2.
- httpcore2's own streams do the same with a response that comes right behind another: `Wire` holds back a byte for it.
- httpcore2's pool, and httpx on top of it, look at every connection for each request, which costs more of the processor
  than all else that httpcore2 does (`benchmarks/fetch.py`).
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence
from contextlib import aclosing, asynccontextmanager
from typing import Any

import certifi
import httpcore2

from flows.sources.http.addresses import HostGuard
from transforms.urls import Address

READ_BUFFER = 1 << 18  # bytes that wait unread before a server is made to wait
CONNECT_SECONDS = 5.0  # for one of a host's several addresses, before the next is tried
ALPN = ["h2", "http/1.1"]
Headers = list[tuple[bytes, bytes]]
Blocks = AsyncGenerator[bytes]

# What a connection raises when it breaks, whoever broke it.
BROKEN = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectionNotAvailable, OSError)


class Reader(asyncio.StreamReader):
    """A stream of bytes that tells how many wait to be read, and gives them even if the connection has broken since."""

    def __init__(self) -> None:
        super().__init__(limit=READ_BUFFER)
        self.waiting = 0
        self._error: Exception | None = None

    def feed_data(self, data: Any) -> None:
        """Take what has come."""
        self.waiting += len(data)
        super().feed_data(data)

    def set_exception(self, exc: Exception) -> None:
        """Note that the connection broke."""
        self._error = exc
        self.feed_eof()

    async def read(self, n: int = -1) -> bytes:
        """Give what has come, at most `n` bytes; nothing at the end.

        Raises:
            OSError: the connection broke.
        """
        block = await super().read(n)
        self.waiting -= len(block)
        if self._error and not block:
            raise self._error
        return block


class Wire(httpcore2.AsyncNetworkStream):
    """A connection as httpcore2 reads and writes it.

    The last byte that has come is held back until nothing else is left: where it is left over when a response is
    complete, the server has said more than it was asked, and `is_readable` makes httpcore2 close the connection.
    """

    def __init__(self, reader: Reader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer
        self._last = b""

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        if self._last and not self._reader.waiting:
            block, self._last = self._last, b""
            return block
        block = self._last + await self._reader.read(max_bytes - 1)
        self._last = block[-1:] if len(block) > 1 else b""
        return block[:-1] or block

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._writer.write(buffer)

    async def aclose(self) -> None:
        """Close the socket; nothing is left half sent."""
        self._writer.transport.abort()
        await asyncio.sleep(0)  # asyncio closes it in the next turn of its loop

    def get_extra_info(self, info: str) -> Any:
        """Tell whether anything has come that nobody has read, the connection's end included."""
        if info != "is_readable":
            return self._writer.get_extra_info(info)
        return bool(self._last or self._reader.waiting or self._reader.at_eof() or self._writer.is_closing())


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for every address of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def make_tls_context() -> ssl.SSLContext:
    """Make the context by which certificates are verified, the same on every machine."""
    return ssl.create_default_context(cafile=certifi.where())


async def open_wire(number: str, port: int, tls: ssl.SSLContext | None, name: str) -> Wire:
    """Connect to a number; no name is resolved here, but TLS verifies it."""
    loop = asyncio.get_running_loop()
    reader = Reader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.create_connection(
        lambda: protocol, number, port, ssl=tls, server_hostname=name if tls else None
    )
    return Wire(reader, asyncio.StreamWriter(transport, protocol, reader, loop))


async def open_any(numbers: Sequence[str], port: int, tls: ssl.SSLContext | None, name: str) -> Wire:
    """Connect to the first of a host's addresses that answers.

    Raises:
        ssl.SSLError: the certificate is not right.
        ConnectionError: none answers.
    """
    problems: list[str] = []
    for place, number in enumerate(numbers, 1):
        try:
            async with asyncio.timeout(CONNECT_SECONDS if place < len(numbers) else None):
                return await open_wire(number, port, tls, name)
        except ssl.SSLError:
            raise
        except (OSError, TimeoutError) as error:
            problems.append(f"{number}: {error or 'no answer'}")
    raise ConnectionError("; ".join(problems)[:400])


class Connections:
    """The connections of a run by origin; idle ones beyond the limit are closed, the longest idle first."""

    def __init__(self, guard: HostGuard, limit: int, tls: ssl.SSLContext | None = None) -> None:
        self._guard, self._limit, self._tls = guard, limit, tls
        self._idle: OrderedDict[str, httpcore2.AsyncConnectionInterface] = OrderedDict()

    @asynccontextmanager
    async def ask(
        self, address: Address, headers: Headers, mark_sent: Callable[[], None]
    ) -> AsyncIterator[tuple[httpcore2.Response, Blocks]]:
        """Send a request; gives the response's head, and its body block by block.

        The host's connection is kept for its next request where the body was read to its end.

        Raises:
            AddressError: the host has an address that is not public.
            OSError: the name does not resolve, nobody answers, or (ssl.SSLError) the certificate is not right.
            BROKEN: the connection breaks.
        """
        connection = await self._take(address)
        is_read = False
        try:
            mark_sent()
            scheme, host, target = (part.encode() for part in (address.scheme, address.host, address.target))
            url = httpcore2.URL(scheme=scheme, host=host, port=address.port, target=target)
            response = await connection.handle_async_request(httpcore2.Request("GET", url, headers=headers))

            async def read() -> Blocks:
                nonlocal is_read
                async for block in response.aiter_stream():
                    yield block
                await response.aclose()
                is_read = True

            async with aclosing(read()) as blocks:
                yield response, blocks
        finally:
            if is_read and connection.is_idle() and not connection.has_expired():
                await self._keep(address, connection)
            else:
                await connection.aclose()

    async def close(self) -> None:
        """Close them all."""
        while self._idle:
            _, connection = self._idle.popitem()
            await connection.aclose()

    async def _take(self, address: Address) -> httpcore2.AsyncConnectionInterface:
        """Give the host's connection, a new one where there is none that lives.

        A name is resolved once, every answer is checked, and the connection goes to one of those very answers, so that
        a resolver which answers differently the next time gains nothing; TLS verifies the name all the same.
        """
        connection = self._idle.pop(address.origin, None)
        if connection and connection.is_available() and not connection.has_expired():
            return connection
        if connection:
            await connection.aclose()
        numbers = await self._guard.find_addresses(address.host, address.port)
        wire = await open_any(numbers, address.port, self._find_tls(address.scheme), address.host)
        origin = httpcore2.Origin(address.scheme.encode(), address.host.encode(), address.port)
        session = wire.get_extra_info("ssl_object")
        if session and session.selected_alpn_protocol() == "h2":
            return httpcore2.AsyncHTTP2Connection(origin, wire)
        return httpcore2.AsyncHTTP11Connection(origin, wire)

    async def _keep(self, address: Address, connection: httpcore2.AsyncConnectionInterface) -> None:
        self._idle[address.origin] = connection
        if len(self._idle) > self._limit:
            _, oldest = self._idle.popitem(last=False)
            await oldest.aclose()

    def _find_tls(self, scheme: str) -> ssl.SSLContext | None:
        if scheme == "http":
            return None
        if self._tls is None:
            self._tls = make_tls_context()
        self._tls.set_alpn_protocols(ALPN)
        return self._tls

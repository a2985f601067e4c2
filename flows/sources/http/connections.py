"""Connections: the sockets of a run, one to a host, each to an address that was checked.

These are the parts of httpx (h11 for HTTP/1.1, httpcore for HTTP/2) without its client, for two reasons. A client
brings what must not be here: a jar of cookies, credentials from .netrc, proxies from the environment. And it costs more
than everything else: with fifty hosts at once 2.9 ms of the processor a page, httpcore's pool and locks 0.6, h11 alone
0.25. Since one host is asked one thing at a time, it needs one connection and no locks.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections import OrderedDict, deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Protocol

import certifi
import h2.exceptions
import h11
import httpcore

from flows.sources.http.addresses import HostGuard
from transforms.urls import Address

READ_BYTES = 1 << 16  # at a time
READ_BUFFER = 1 << 18  # that waits unread before a server is made to wait
HEAD_BYTES = 100_000  # of a response's headers at most
CONNECT_SECONDS = 5.0  # for one of a host's several addresses, before the next is tried
ALPN = ["h2", "http/1.1"]
Headers = list[tuple[bytes, bytes]]

# What a connection raises when it breaks, whoever broke it.
BROKEN = (
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ConnectionNotAvailable,
    h2.exceptions.H2Error,
    h11.ProtocolError,
    OSError,
)


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a response."""

    status: int
    phrase: str
    protocol: str
    headers: Sequence[tuple[bytes, bytes]]


class Link(Protocol):
    """A connection to one host, in either version of HTTP, for one request after another."""

    def renew(self) -> bool:
        """Make ready for another request; False where it cannot take one."""
        ...

    async def ask(self, address: Address, headers: Headers) -> Head:
        """Send a request; gives the response's head."""
        ...

    async def read(self) -> bytes:
        """Give the next bytes of the response's body; none at its end."""
        ...

    async def close(self) -> None:
        """Close the connection."""
        ...


class Wire(asyncio.BufferedProtocol):
    """The bytes of a connection as they come; a server that sends faster than we read is made to wait.

    `buffer` is where asyncio puts them, for an instant: one does for all connections of a loop, and it need not make
    room for each read anew.
    """

    def __init__(self, buffer: bytearray) -> None:
        self._buffer = memoryview(buffer)
        self._blocks: deque[bytes] = deque()
        self._size = 0
        self._is_paused = self._is_ended = False
        self._error: Exception | None = None
        self._waiter: asyncio.Future[None] | None = None
        self.transport: asyncio.Transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection over."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def get_buffer(self, sizehint: int) -> memoryview:
        """Say where to put what comes."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Keep what has come until it is read."""
        self._blocks.append(bytes(self._buffer[:nbytes]))
        self._size += nbytes
        if self._size > READ_BUFFER and not self._is_paused:
            self._is_paused = True
            self.transport.pause_reading()
        self._wake()

    def eof_received(self) -> None:
        """Note that no more will come."""
        self._is_ended = True
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone."""
        self._is_ended, self._error = True, exc
        self._wake()

    def _wake(self) -> None:
        if self._waiter and not self._waiter.done():
            self._waiter.set_result(None)

    @property
    def is_quiet(self) -> bool:
        """Tell whether the connection lives and nothing has come that nobody asked for."""
        return not (self._blocks or self._is_ended or self.transport.is_closing())

    async def read(self) -> bytes:
        """Give what has come; nothing at the end.

        Raises:
            OSError: the connection broke.
        """
        if not self._blocks and not self._is_ended:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        if not self._blocks:
            if self._error:
                raise self._error
            return b""
        block = self._blocks.popleft()
        self._size -= len(block)
        if self._is_paused and self._size < READ_BUFFER:
            self._is_paused = False
            self.transport.resume_reading()
        return block

    async def close(self) -> None:
        """Close the socket; nothing is left half sent."""
        self.transport.abort()
        await asyncio.sleep(0)  # asyncio closes it in the next turn of its loop


class TextLink:
    """HTTP/1.1, by h11."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self._parser = h11.Connection(h11.CLIENT, max_incomplete_event_size=HEAD_BYTES)

    def renew(self) -> bool:
        """Make ready for another request: the last response is complete, and nothing follows that might pass for it."""
        if self._parser.our_state is h11.DONE and self._parser.their_state is h11.DONE:
            if self._parser.trailing_data[0]:
                return False
            self._parser.start_next_cycle()
        return self._parser.our_state is h11.IDLE and self._wire.is_quiet

    async def ask(self, address: Address, headers: Headers) -> Head:
        """Send a request; gives the response's head."""
        request = h11.Request(method="GET", target=address.target, headers=headers)
        self._wire.transport.write((self._parser.send(request) or b"") + (self._parser.send(h11.EndOfMessage()) or b""))
        while not isinstance(event := await self._next_event(), h11.Response):
            if not isinstance(event, h11.InformationalResponse) or event.status_code == 101:
                raise h11.RemoteProtocolError("no response, but a change of protocol")
        protocol = "HTTP/" + event.http_version.decode("ascii")
        return Head(event.status_code, event.reason.decode("latin-1"), protocol, event.headers.raw_items())

    async def read(self) -> bytes:
        """Give the next bytes of the response's body; none at its end."""
        event = await self._next_event()
        return bytes(event.data) if isinstance(event, h11.Data) else b""

    async def _next_event(self) -> Any:
        while (event := self._parser.next_event()) is h11.NEED_DATA:
            block = await self._wire.read()
            if not block and self._parser.their_state is h11.SEND_RESPONSE:
                raise ConnectionResetError("the server closed the connection without an answer")
            self._parser.receive_data(block)
        return event

    async def close(self) -> None:
        """Close the connection."""
        await self._wire.close()


class WireStream(httpcore.AsyncNetworkStream):
    """A wire as httpcore reads and writes it."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return await self._wire.read()

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send bytes."""
        self._wire.transport.write(buffer)

    async def aclose(self) -> None:
        """Close the connection."""
        await self._wire.close()


class FrameLink:
    """HTTP/2, by httpcore."""

    def __init__(self, wire: Wire, address: Address) -> None:
        self._wire = wire
        origin = httpcore.Origin(address.scheme.encode(), address.host.encode(), address.port)
        self._connection = httpcore.AsyncHTTP2Connection(origin, WireStream(wire))
        self._response: httpcore.Response | None = None
        self._blocks: Any = None

    def renew(self) -> bool:
        """Tell whether the connection is open and no response on its way."""
        return self._connection.is_idle() and self._connection.is_available() and not self._wire.transport.is_closing()

    async def ask(self, address: Address, headers: Headers) -> Head:
        """Send a request; gives the response's head."""
        scheme, host, target = (part.encode() for part in (address.scheme, address.host, address.target))
        url = httpcore.URL(scheme=scheme, host=host, port=address.port, target=target)
        self._response = await self._connection.handle_async_request(httpcore.Request("GET", url, headers=headers))
        self._blocks = self._response.aiter_stream()
        return Head(self._response.status, "", "HTTP/2", self._response.headers)

    async def read(self) -> bytes:
        """Give the next bytes of the response's body; none at its end."""
        async for block in self._blocks:
            if block:
                return bytes(block)
        if self._response:
            await self._response.aclose()
        return b""

    async def close(self) -> None:
        """Close the connection."""
        with suppress(*BROKEN):  # it is being closed because it is broken, as often as not
            if self._blocks:
                await self._blocks.aclose()
            await self._connection.aclose()
        await self._wire.close()


async def resolve_name(host: str, port: int) -> Sequence[str]:
    """Ask the system's resolver for every address of a name."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def make_tls_context() -> ssl.SSLContext:
    """Make the context by which certificates are verified, the same on every machine."""
    return ssl.create_default_context(cafile=certifi.where())


async def connect_socket(address: str, port: int) -> socket.socket:
    """Connect to a number; no name is resolved here."""
    opened = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        opened.setblocking(False)
        opened.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        await asyncio.get_running_loop().sock_connect(opened, (address, port))
    except BaseException:
        opened.close()
        raise
    return opened


async def connect_any(addresses: Sequence[str], port: int) -> socket.socket:
    """Connect to the first of a host's addresses that answers.

    Raises:
        ConnectionError: none does.
    """
    problems: list[str] = []
    for place, address in enumerate(addresses):
        is_last = place == len(addresses) - 1
        try:
            async with asyncio.timeout(None if is_last else CONNECT_SECONDS):
                return await connect_socket(address, port)
        except (OSError, TimeoutError) as error:
            problems.append(f"{address}: {error or 'no answer'}")
    raise ConnectionError("; ".join(problems)[:400])


class Connections:
    """The connections of a run by origin; idle ones beyond the limit are closed, the longest idle first."""

    def __init__(self, guard: HostGuard, limit: int, tls: ssl.SSLContext | None = None) -> None:
        self._guard, self._limit, self._tls = guard, limit, tls
        self._buffer = bytearray(READ_BYTES)
        self._idle: OrderedDict[str, Link] = OrderedDict()

    async def take(self, address: Address) -> Link:
        """Give the host's connection, a new one where there is none that lives.

        A name is resolved once, every answer is checked, and the connection goes to one of those very answers, so that
        a resolver which answers differently the next time gains nothing; TLS verifies the name all the same.

        Raises:
            AddressError: an answer is no public address.
            OSError: the name does not resolve, nobody answers, or (ssl.SSLError) the certificate is not right.
        """
        link = self._idle.pop(address.origin, None)
        if link and link.renew():
            return link
        if link:
            await link.close()
        addresses = await self._guard.find_addresses(address.host, address.port)
        opened = await connect_any(addresses, address.port)
        tls, name = (self._find_tls(), address.host) if address.scheme == "https" else (None, None)
        try:
            transport, wire = await asyncio.get_running_loop().create_connection(
                lambda: Wire(self._buffer), sock=opened, ssl=tls, server_hostname=name
            )
        except BaseException:
            opened.close()
            raise
        session = transport.get_extra_info("ssl_object")
        return FrameLink(wire, address) if session and session.selected_alpn_protocol() == "h2" else TextLink(wire)

    async def put_back(self, address: Address, link: Link) -> None:
        """Keep a connection for the host's next request where it can serve one; close it otherwise."""
        if not link.renew():
            await link.close()
            return
        self._idle[address.origin] = link
        if len(self._idle) > self._limit:
            _, oldest = self._idle.popitem(last=False)
            await oldest.close()

    async def close(self) -> None:
        """Close them all."""
        while self._idle:
            _, link = self._idle.popitem()
            await link.close()

    def _find_tls(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = make_tls_context()
        self._tls.set_alpn_protocols(ALPN)
        return self._tls

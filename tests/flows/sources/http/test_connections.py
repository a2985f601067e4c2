"""Connections: what servers get wrong is read as far as it can be, and no response is taken for another's."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import pytest

from flows.sources.http.addresses import HostGuard
from flows.sources.http.connections import BROKEN, Connections, Reader, Wire
from tests.helpers.certificates import make_certificate
from tests.helpers.hostile_messages import Channel, Seen
from tests.helpers.hostile_server import HostileServer
from transforms.urls import parse_address

PAGE = b"<p>The harbour of Port Ansel stayed open all night.</p>"
FORGED = b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged"
HEADERS = [(b"Host", b"news.example")]


async def resolve_to_loopback(host: str, port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def run(
    work: Callable[[Connections], Awaitable[None]], tls: ssl.SSLContext | None = None, hosts: Sequence[str] = ()
) -> None:
    async def inside() -> None:
        guard = HostGuard(("127.0.0.1", "news.example", *hosts), resolve_to_loopback)
        connections = Connections(guard, 4, tls)
        try:
            await work(connections)
        finally:
            await connections.close()

    asyncio.run(inside())


async def ask(connections: Connections, url: str) -> tuple[int, bytes]:
    address = parse_address(url)
    async with connections.ask(address, HEADERS, lambda: None) as (response, blocks):
        return response.status, b"".join([block async for block in blocks])


def say(*blocks: bytes, pause: float = 0.0) -> Callable[[Seen, Channel], Awaitable[None]]:
    """Answer with these bytes, whatever they are, with pauses between them."""

    async def answer(seen: Seen, channel: Channel) -> None:
        for block in blocks:
            await channel.send(block)
            await asyncio.sleep(pause)

    return answer


def write_response(*fields: bytes, body: bytes = PAGE) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", *fields, b"", body])


LENGTH = b"Content-Length: %d" % len(PAGE)
CHUNKS = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)

SLOPPY = {  # responses that are not quite right, and what is read of them
    "twice the same length": (write_response(LENGTH, LENGTH), PAGE),
    "a length in a list": (write_response(b"Content-Length: %d, %d" % (len(PAGE), len(PAGE))), PAGE),
    "a length and chunks": (write_response(LENGTH, b"Transfer-Encoding: chunked", body=CHUNKS), PAGE),
    "a length too short": (write_response(b"Content-Length: 10"), PAGE[:10]),
    "a line end behind": (write_response(LENGTH, body=PAGE + b"\r\n"), PAGE),
    "bytes behind": (write_response(LENGTH, body=PAGE + b"\x00 and more"), PAGE),
    "bytes behind the last chunk": (write_response(b"Transfer-Encoding: chunked", body=CHUNKS + b"more"), PAGE),
    "two hundred fields": (write_response(LENGTH, *[b"X-%d: y" % number for number in range(200)]), PAGE),
    "a long field": (write_response(LENGTH, b"Content-Security-Policy: " + b"y" * 60_000), PAGE),
    "bytes that are no ASCII": (write_response(LENGTH, b"X-A: caf\xe9"), PAGE),
    "hints first": (b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + write_response(LENGTH), PAGE),
}


@pytest.mark.parametrize("name", SLOPPY)
@pytest.mark.parametrize("is_cut", [False, True])
def test_a_response_that_is_not_quite_right_is_read_and_the_next_is_its_own(name: str, is_cut: bool) -> None:
    response, body = SLOPPY[name]

    async def work(connections: Connections) -> None:
        assert await ask(connections, server.url("/sloppy")) == (200, body)
        assert await ask(connections, server.url("/next")) == (200, b"next")

    with HostileServer() as server:
        server.add("/sloppy", say(*([response[:-1], response[-1:]] if is_cut else [response]), pause=0.01))
        server.add("/next", b"next")
        run(work)


@pytest.mark.parametrize("pause", [0.0, 0.05])
@pytest.mark.parametrize("is_one_block", [False, True])
@pytest.mark.parametrize("is_secure", [False, True])
def test_a_response_that_nobody_asked_for_is_no_answer(
    tmp_path: Path, pause: float, is_one_block: bool, is_secure: bool
) -> None:
    asked = write_response(LENGTH)
    theirs, ours = make_certificate(tmp_path, "news.example") if is_secure else (None, None)

    async def work(connections: Connections) -> None:
        for _ in range(3):
            assert await ask(connections, origin + "/more") == (200, PAGE)
            await asyncio.sleep(0.0 if is_one_block else pause + 0.05)
            assert await ask(connections, origin + "/next") == (200, b"next")

    with HostileServer(tls=theirs) as server:
        server.add("/more", say(*([asked + FORGED] if is_one_block else [asked, FORGED]), pause=pause))
        server.add("/next", b"next")
        origin = server.origin().replace("127.0.0.1", "news.example")
        run(work, ours)


class Counter:
    """Answers, and counts the connections that it was asked over."""

    def __init__(self) -> None:
        self.connections: set[object] = set()

    async def __call__(self, seen: Seen, channel: Channel) -> None:
        self.connections.add(channel.writer)
        await channel.send(write_response(LENGTH))


def test_a_connection_is_used_again_where_its_response_was_read_to_the_end() -> None:
    counter = Counter()

    async def work(connections: Connections) -> None:
        for _ in range(3):
            await ask(connections, server.url("/a"))
        assert len(counter.connections) == 1
        async with connections.ask(parse_address(server.url("/a")), HEADERS, lambda: None):
            pass
        await ask(connections, server.url("/a"))
        assert len(counter.connections) == 2

    with HostileServer() as server:
        server.add("/a", counter)
        run(work)


def test_the_longest_idle_connection_is_closed_beyond_the_limit() -> None:
    counter = Counter()

    async def work(connections: Connections) -> None:
        for host in (0, 1, 2, 3, 4, 4, 1, 0):
            await ask(connections, server.url("/a", host))
        assert len(counter.connections) == 6

    hosts = [f"127.0.0.{number}" for number in range(1, 6)]
    with HostileServer(hosts) as server:
        server.add("/a", counter)
        run(work, hosts=hosts)


def test_what_came_before_a_connection_broke_is_read() -> None:
    async def work() -> None:
        reader = Reader()
        wire = Wire(reader, None)  # type: ignore[arg-type]  # nothing is sent
        reader.feed_data(PAGE * 1000)
        reader.set_exception(ConnectionResetError("reset"))
        read = b""
        while len(read) < len(PAGE) * 1000:
            read += await wire.read(1000)
        assert read == PAGE * 1000
        with pytest.raises(ConnectionResetError):
            await wire.read(1000)

    asyncio.run(work())


FRAMES = [  # what a server of HTTP/2 may send instead
    b"",
    b"\x00",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + b"\xff" * 40,
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + b"\x00\x00\x08\x07\x00\x00\x00\x00\x00" + b"\x00" * 8,
    b"\x00\x00\x00\x04\x00\x00\x00\x00\x00" + b"\x00\x00\x04\x01\x05\x00\x00\x00\x01" + b"\xff\xff\xff\xff",
]


@pytest.mark.parametrize("frames", FRAMES)
def test_damaged_frames_break_their_connection_alone(tmp_path: Path, frames: bytes) -> None:
    theirs, ours = make_certificate(tmp_path, "news.example")
    theirs.set_alpn_protocols(["h2"])

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)
        writer.write(frames)
        await writer.drain()
        writer.close()

    async def work(connections: Connections) -> None:
        server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=theirs)
        async with server:
            url = f"https://news.example:{server.sockets[0].getsockname()[1]}/"
            for _ in range(2):
                with pytest.raises(BROKEN):
                    await ask(connections, url)

    run(work, ours)

"""Over TLS the name is verified though the address is pinned, and HTTP/2 is spoken where a server offers it."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import RequestReceived

from flows.sources.archives.raw_archive import read_record
from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Fetched, Request
from tests.helpers.certificates import make_certificate
from tests.helpers.fetching import Desk, resolve_to_loopback
from tests.helpers.hostile_server import HostileServer
from tests.helpers.hostile_traps import PAGE


@pytest.mark.parametrize(
    ("asked", "is_trusted", "reason"),
    [("news.example", True, None), ("other.example", True, "tls"), ("news.example", False, "tls")],
)
def test_tls_verifies_the_name_though_the_address_is_pinned(
    tmp_path: Path, asked: str, is_trusted: bool, reason: str | None
) -> None:
    theirs, ours = make_certificate(tmp_path, "news.example")
    with HostileServer(tls=theirs) as server:
        server.add("/a", "<p>x")
        desk = Desk(tmp_path, server, allow_private_hosts=(asked,))
        desk.options |= {"resolve": resolve_to_loopback, **({"tls": ours} if is_trusted else {})}
        fetched = desk.fetch_one(f"https://{asked}:{server.ports[0]}/a")
    assert fetched.reason == reason
    assert len(server.requests) == (0 if reason else 2)


def test_a_server_that_never_finishes_its_handshake(desk: Desk, server: HostileServer) -> None:
    fetched = desk.fetch_one(server.url("/final").replace("http:", "https:"))
    assert (fetched.state, fetched.reason) == ("failed", "fetch_timeout")


class FrameServer(asyncio.Protocol):
    """A server of HTTP/2: `/a` is a page, `/reset` breaks its stream off, `/silent` gets no answer."""

    connections = 0

    def __init__(self) -> None:
        self._frames = H2Connection(H2Configuration(client_side=False, header_encoding="utf-8"))
        FrameServer.connections += 1

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        self._frames.initiate_connection()
        transport.write(self._frames.data_to_send())  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        for event in self._frames.receive_data(data):
            if isinstance(event, RequestReceived):
                self._answer(event)
        self._transport.write(self._frames.data_to_send())

    def _answer(self, event: RequestReceived) -> None:
        stream, headers = event.stream_id or 0, dict(event.headers or [])
        match headers[":path"]:
            case "/a":
                self._frames.send_headers(stream, [(":status", "200"), ("content-type", "text/html"), ("etag", '"1"')])
                self._frames.send_data(stream, PAGE.encode(), end_stream=True)
            case "/reset":
                self._frames.reset_stream(stream)
            case "/robots.txt":
                self._frames.send_headers(stream, [(":status", "404")], end_stream=True)


def test_http_2_in_one_connection(tmp_path: Path, server: HostileServer) -> None:
    theirs, ours = make_certificate(tmp_path, "news.example")
    theirs.set_alpn_protocols(["h2"])
    desk = Desk(tmp_path, server, allow_private_hosts=("news.example",))
    desk.options |= {"resolve": resolve_to_loopback, "tls": ours}
    FrameServer.connections = 0

    async def work(fetcher: Fetcher) -> list[Fetched]:
        frames = await asyncio.get_running_loop().create_server(FrameServer, "127.0.0.1", 0, ssl=theirs)
        origin = f"https://news.example:{frames.sockets[0].getsockname()[1]}"
        async with frames:
            both = [await fetcher.fetch(Request(origin + "/a")) for _ in range(2)]
            assert FrameServer.connections == 1
            return both + [await fetcher.fetch(Request(origin + path)) for path in ("/silent", "/a", "/reset")]

    first, second, silent, third, reset = desk.run(work)
    assert (first.state, second.state, third.state) == (None, None, None)
    assert first.content_sha256 == hashlib.sha256(PAGE.encode()).hexdigest()
    assert (first.status, first.media_type, first.etag) == (200, "text/html", '"1"')
    assert (silent.reason, reset.reason) == ("fetch_timeout", "connection")
    assert first.record
    assert read_record(Path(first.record.path), first.record.offset, 10**6).content == PAGE.encode()

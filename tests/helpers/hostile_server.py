"""An HTTP server on loopback that misbehaves in every way that DESIGN, section 5, names.

    with HostileServer() as server:                        # a thread, its own event loop, a free port on 127.0.0.1
        server.add("/robots.txt", "User-agent: *
Disallow: /private/")
        server.add("/a", "<p>Text</p>", headers={"ETag": '"1"'})      # text or bytes; a list is given out in turn
        server.add("/b", drip)                             # or a coroutine function: (Seen, Channel) -> None
        add_traps(server)                                  # of hostile_traps: every trap under the path in TRAPS
        ... server.url("/a") ...
        server.requests                                    # every request as it came: time, host, path, headers
        server.count("/a"); server.shortest_gap()          # what politeness is measured by

Several hosts: `HostileServer(hosts=["127.0.0.1", "127.0.0.2"])`, each with a port of its own; `server.url(path, 1)` is
on the second, and `add(path, ..., host=1)` is there alone. An answer to a conditional request (ETag, Last-Modified
among its headers) is 304 without more. What is not there is 404, robots.txt included. `tls` takes an ssl.SSLContext.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import threading
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import pairwise
from types import TracebackType

from tests.helpers.hostile_messages import Channel, Handler, Page, Seen, read_request


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

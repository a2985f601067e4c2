"""Measure the fetcher: many hosts at once against one connection, every host's interval kept.

python benchmarks/fetch.py [--hosts 50] [--pages 2000] [--latency 0.02] [--interval 0.02] [--plain]

The server is a process of its own: one loopback address for each host, every answer delayed by the latency, a
robots.txt on each. Pages are packed with gzip, as servers send them to who takes it, or plain. "One connection" is the
same fetcher at one host, with no interval, on a share of the pages; what is compared is pages a second. The times
between two requests to one host are those that the server saw.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import json
import multiprocessing
import random
import resource
import tempfile
import time
from collections import defaultdict
from datetime import UTC, datetime
from itertools import pairwise
from multiprocessing.connection import Connection
from pathlib import Path

from flows.settings import Settings
from flows.sources.archives.raw_archive import ArchiveWriter
from flows.sources.http.fetcher import Fetcher
from flows.sources.values import Request

WORDS = [
    "harbour",
    "council",
    "ferry",
    "budget",
    "vote",
    "minister",
    "rain",
    "market",
    "school",
    "bridge",
    "tower",
    "north",
    "said",
]


def write_page(kilobytes: int) -> bytes:
    """Write a page of words at random, which packs as text does."""
    choose = random.Random(1)
    words = " ".join(f"{choose.choice(WORDS)}{choose.randrange(60)}" for _ in range(kilobytes * 130))
    return f"<!doctype html><title>Varnland</title><p>{words}</p>".encode()[: kilobytes * 1000]


class Server(asyncio.Protocol):
    """Answers after the latency, and notes when each request came, and to which address."""

    def __init__(self, seen: dict[str, list[float]], answers: dict[bytes, bytes], latency: float) -> None:
        self.seen, self.answers, self.latency = seen, answers, latency
        self.buffer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport
        self.host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        while b"\r\n\r\n" in self.buffer:
            head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
            self.seen[self.host].append(time.monotonic())
            answer = self.answers[head.split(b" ", 2)[1].split(b"-", 1)[0]]
            asyncio.get_running_loop().call_later(self.latency, self.transport.write, answer)


def serve(pipe: Connection, latency: float, body: bytes, encoding: bytes) -> None:
    """Serve until told to stop, then say what was seen."""
    seen: dict[str, list[float]] = defaultdict(list)
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
    robots = b"User-agent: *\nDisallow: /private/\n"
    answers = {
        b"/robots.txt": head % (b"text/plain", len(robots)) + robots,
        b"/page": head % (b"text/html" + encoding, len(body)) + body,
    }

    async def listen() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Server(seen, answers, latency), "0.0.0.0", 0)
        pipe.send(server.sockets[0].getsockname()[1])
        stop = asyncio.Event()

        def answer_pipe() -> None:
            if pipe.recv() == "stop":
                stop.set()
            else:
                pipe.send(dict(seen))
                seen.clear()

        asyncio.get_running_loop().add_reader(pipe.fileno(), answer_pipe)
        await stop.wait()

    asyncio.run(listen())


async def fetch_all(port: int, hosts: int, pages: int, interval: float, folder: Path) -> float:
    """Fetch the pages, one task a host; returns the seconds from the first request to the last record."""
    names = [f"127.0.0.{number + 1}" for number in range(hosts)]
    settings = Settings(host_interval=interval, allow_private_hosts=tuple(names), fetch_connections=max(hosts, 1))
    with ArchiveWriter(folder, "benchmark", started_at=datetime.now(UTC), software="benchmark") as archive:
        async with Fetcher(settings, archive) as fetcher:

            async def visit(name: str, count: int) -> None:
                for number in range(count):
                    fetched = await fetcher.fetch(Request(f"http://{name}:{port}/page-{number}"))
                    assert fetched.state is None, fetched

            start = time.perf_counter()
            await asyncio.gather(*(visit(name, pages // hosts) for name in names))
            return time.perf_counter() - start


def measure(port: int, hosts: int, pages: int, interval: float) -> tuple[float, float]:
    """Fetch once; gives pages a second and the processor's milliseconds a page."""
    with tempfile.TemporaryDirectory() as folder:
        before = resource.getrusage(resource.RUSAGE_SELF)
        seconds = asyncio.run(fetch_all(port, hosts, pages, interval, Path(folder)))
        after = resource.getrusage(resource.RUSAGE_SELF)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return pages / seconds, 1000 * spent / pages


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--hosts", type=int, default=50)
    arguments.add_argument("--pages", type=int, default=2000)
    arguments.add_argument("--latency", type=float, default=0.02)
    arguments.add_argument("--interval", type=float, default=0.02)
    arguments.add_argument("--kilobytes", type=int, default=20)
    arguments.add_argument("--plain", action="store_true")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    pipe, theirs = multiprocessing.Pipe()
    page = write_page(options.kilobytes)
    content = (page, b"") if options.plain else (gzip.compress(page), b"\r\nContent-Encoding: gzip")
    server = multiprocessing.Process(target=serve, args=(theirs, options.latency, *content), daemon=True)
    server.start()
    port = pipe.recv()
    for _ in range(options.rounds):
        one, one_cost = measure(port, 1, options.pages // 10, 0.0)
        pipe.send("seen?")
        pipe.recv()
        many, many_cost = measure(port, options.hosts, options.pages, options.interval)
        pipe.send("seen?")
        gaps = [later - sooner for times in pipe.recv().values() for sooner, later in pairwise(times)]
        figures = {
            "one_connection_pages_a_second": round(one, 1),
            "many_hosts_pages_a_second": round(many, 1),
            "ratio": round(many / one, 1),
            "cpu_ms_a_page": [round(one_cost, 2), round(many_cost, 2)],
            "interval": options.interval,
            "smallest_interval_seen": round(min(gaps), 4),
            "requests_too_early": sum(gap < options.interval * 0.95 for gap in gaps),
        }
        print(json.dumps(figures), flush=True)
    pipe.send("stop")
    server.join(5)


if __name__ == "__main__":
    main()

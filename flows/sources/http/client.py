"""Sends requests and reads responses: each in its host's turn, within its time, and again where that may help."""

from __future__ import annotations

import asyncio
import random
import ssl
import time

from flows.settings import Settings
from flows.sources.http.addresses import HostGuard
from flows.sources.http.answers import RETRIED, Answer, FetchError, read_length, read_retry_after
from flows.sources.http.connections import BROKEN, Blocks, Connections, Headers
from flows.sources.http.downloads import SLOWEST, Download
from flows.sources.http.politeness import LONGEST_PAUSE, Host
from flows.sources.http.requests import PendingRequest
from flows.sources.http.robots import ROBOTS_BYTES, read_header_reservations, read_product
from transforms.urls import Address

ATTEMPTS = 3
DOWNLOADED = frozenset({200, 206, 416})
ERROR_BYTES = 1_000_000  # that are taken of the body of a redirect or an error
ACCEPT = {
    "page": b"text/html, application/xhtml+xml, text/plain;q=0.8, */*;q=0.5",
    "feed": b"application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "sitemap": b"application/xml, text/xml, text/plain;q=0.8, */*;q=0.5",
    "archive": b"*/*",
    "robots": b"text/plain, */*;q=0.5",
}


class Client:
    """Asks many servers at once, but each for one thing at a time."""

    def __init__(self, settings: Settings, guard: HostGuard, tls: ssl.SSLContext | None, backoff: float) -> None:
        self._settings, self._backoff = settings, backoff
        self._max_body_bytes = settings.max_body_bytes
        self._product = read_product(settings.user_agent)
        self._user_agent = settings.user_agent.encode("latin-1", "replace")
        self._connections = Connections(guard, settings.fetch_connections, tls)
        self._slots = asyncio.Semaphore(settings.fetch_connections)
        self._hosts: dict[str, Host] = {}

    def find_host(self, address: Address) -> Host:
        """Give the turns of an address's host."""
        origin = address.origin
        if origin not in self._hosts:
            self._hosts[origin] = Host(origin, self._settings.host_interval)
        return self._hosts[origin]

    async def close(self) -> None:
        """Close every connection."""
        await self._connections.close()

    async def ask(self, pending: PendingRequest) -> Answer:
        """Ask for an address, a few times if the server has trouble or the connection breaks.

        Raises:
            FetchError: there is no answer, or it is not to be used.
            AddressError: the host may not be asked.
        """
        host = self.find_host(pending.address)
        host.check_failures()
        if not pending.is_robots:
            host.check_patience()
        attempt = 0
        while True:
            attempt = 1 if pending.download and pending.download.has_progressed() else attempt + 1
            answer = await self._try(host, pending, is_last=attempt == ATTEMPTS)
            if answer and answer.status not in RETRIED:
                return answer
            wanted = read_retry_after(answer) if answer else None
            pause = self._backoff * 2 ** (attempt - 1) * random.uniform(0.5, 1.5) if wanted is None else wanted
            is_last = attempt == ATTEMPTS or pause > LONGEST_PAUSE
            if pause <= LONGEST_PAUSE or (answer and answer.status == 429):  # 503 may be of this page alone
                host.pause(0.0 if is_last and wanted is None else pause)
            if answer and is_last:
                return answer

    async def _try(self, host: Host, pending: PendingRequest, *, is_last: bool) -> Answer | None:
        """Ask once; None where the connection broke and this was not the last attempt."""
        try:
            return await self._take_turn(host, pending)
        except FetchError as refusal:
            if refusal.reason != "connection" or is_last:
                host.count_failure(refusal)
                raise
            return None

    async def _take_turn(self, host: Host, pending: PendingRequest) -> Answer:
        """Ask once, when it is the host's turn, within the time that the request has left."""
        if pending.seconds_left <= 0:
            raise self._refuse_time(pending)
        async with host.take_turn(self._slots):
            start = time.monotonic()
            try:
                async with asyncio.timeout(pending.seconds_left) as clock:
                    return await self._exchange(host, pending, clock)
            except TimeoutError as error:
                raise self._refuse_time(pending) from error
            except ssl.SSLError as error:
                raise FetchError("tls", f"{pending.address.origin}: {error}"[:500]) from error
            except BROKEN as error:
                words = str(error) or type(error).__name__
                raise FetchError("connection", f"{pending.address}: {words}"[:500]) from error
            finally:
                pending.seconds_left -= time.monotonic() - start

    async def _exchange(self, host: Host, pending: PendingRequest, clock: asyncio.Timeout) -> Answer:
        """Send the request and take the response, as far as it is wanted."""
        headers = self._write_headers(pending)
        async with self._connections.ask(pending.address, headers, host.mark_sent) as (response, blocks):
            host.mark_answered()
            answer = Answer.of(pending.address, response)
            pending.answers.append(answer)
            try:
                if pending.download and answer.status in DOWNLOADED:
                    await self._save(pending, pending.download, answer, blocks, clock)
                else:
                    await self._receive(pending, answer, blocks)
            except BaseException as error:
                answer.truncated = name_truncation(error)
                raise
        return answer

    def _write_headers(self, pending: PendingRequest) -> Headers:
        """Write the request's headers: no cookie, no credential, no referrer."""
        request = pending.request
        headers = [
            (b"Host", pending.address.authority.encode()),
            (b"User-Agent", self._user_agent),
            (b"Accept", ACCEPT[request.purpose]),
            (b"Accept-Encoding", b"identity" if pending.download else b"gzip, deflate, br"),
        ]
        if pending.download:
            headers += pending.download.write_headers()
        if request.etag:
            headers.append((b"If-None-Match", request.etag.encode("latin-1", "replace")))
        if request.last_modified:
            headers.append((b"If-Modified-Since", request.last_modified.encode("latin-1", "replace")))
        return headers

    async def _receive(self, pending: PendingRequest, answer: Answer, blocks: Blocks) -> None:
        """Spool the body up to the limit; of an error it is not wanted whole, nor of a robots.txt.

        Raises:
            FetchError: content that is too large, or reserved.
        """
        is_content = answer.is_success and not pending.is_robots
        limit = self._max_body_bytes if is_content else ROBOTS_BYTES if pending.is_robots else ERROR_BYTES
        if is_content:
            pending.reserve(read_header_reservations(answer.headers, self._product), str(answer.address))
            if read_length(answer) > limit:
                raise self._refuse_size(answer, f"announces {read_length(answer)} bytes")
        async for block in blocks:
            answer.body.add(block)
            if answer.body.size > limit:
                answer.truncated = "length"
                if is_content:
                    raise self._refuse_size(answer, "sends more than allowed")
                return

    async def _save(
        self, pending: PendingRequest, download: Download, answer: Answer, blocks: Blocks, clock: asyncio.Timeout
    ) -> None:
        """Put the body into its file; the time that it may take grows with what has come.

        Raises:
            FetchError: a file that is too large.
        """
        if not download.begin(answer):
            return
        async for block in blocks:
            download.add(block, answer)
            earned = len(block) / SLOWEST
            pending.seconds_left += earned
            clock.reschedule((clock.when() or 0.0) + earned)

    def _refuse_time(self, pending: PendingRequest) -> FetchError:
        limit = f"{self._settings.fetch_timeout:g} s (DATELINE_FETCH_TIMEOUT)"
        words = f"{pending.address} did not answer in full within {limit}"
        return FetchError("fetch_timeout", words)

    def _refuse_size(self, answer: Answer, words: str) -> FetchError:
        limit = f"the limit is {self._max_body_bytes} bytes (DATELINE_MAX_BODY_MB)"
        return FetchError("too_large", f"{answer.address} {words}; {limit}")


def name_truncation(error: BaseException) -> str:
    """Say in the WARC standard's words why a body is not whole."""
    if isinstance(error, FetchError):
        return "length" if error.reason == "too_large" else "unspecified"
    return "time" if isinstance(error, asyncio.CancelledError) else "disconnect"

"""The fetcher: the only code that opens a socket to a publisher.

Read `Fetcher.fetch` first. An errand (`errands`) is one address asked for, with its redirects and retries: each hop is
checked (`addresses`), allowed by its host's robots.txt (`robots`), asked for in that host's turn (`conversation`), and
kept in the archive. What a server does never raises: it ends in a `Fetched`, whose state and reason say what it was.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import TypeVar

from flows.settings import Settings
from flows.sources.addresses import Address, AddressError, HostGuard, Resolve, parse_address
from flows.sources.answers import Answer, FetchError, judge_status, read_expiry
from flows.sources.archive import ArchiveWriter, dump_fetched
from flows.sources.connections import resolve_name
from flows.sources.conversation import Conversations
from flows.sources.errands import Errand
from flows.sources.robots import (
    HEAD_BYTES,
    ROBOTS_BYTES,
    Robots,
    read_page_reservations,
    read_product,
    read_robots,
)
from flows.sources.values import Fetched, RecordPlace, Request

# Reason code -> what it says. The only list of what the fetcher answers.
REASONS: dict[str, str] = {
    "not_modified": "the server says that what we hold is current",
    "gone": "the page is not there (any more): 404 or 410",
    "robots": "the host's robots.txt forbids it to us",
    "reserved": "the publisher reserves it in machine-readable form, and DATELINE_RESPECT_RESERVATIONS is on",
    "robots_unreachable": "the host's robots.txt cannot be had, which forbids everything for the time being",
    "http_status": "the server answers with an error, or asks to be left alone for longer than a run waits",
    "fetch_timeout": "the whole request, body included, took longer than DATELINE_FETCH_TIMEOUT",
    "redirects": "a redirect loop, or too many redirects",
    "tls": "the encrypted connection cannot be made or trusted",
    "connection": "no connection, no such host, or a connection that broke",
    "private_address": "the host is private, loopback, link-local or otherwise none of the open internet",
    "not_http": "an address that is not http or https",
    "bad_address": "an address that cannot be read, or that carries a password",
    "too_large": "over the size limit, before or after decompression",
    "truncated_gzip": "a gzip stream that ends early or is damaged",
    "bad_encoding": "a Content-Encoding that is unknown or damaged",
}
IN_THREAD = 1 << 18  # bodies from this size on are unpacked and archived beside the loop
T = TypeVar("T")


class Fetcher:
    """Fetches politely: an async context manager, one a run, for one event loop.

    `stored` holds the answers that a killed run has archived, by the address asked for: each is given once in place of
    a request. `resolve` and `tls` take the place of the system's resolver and certificates; `backoff` is the pause in
    seconds before the first retry, where the server names none.
    """

    def __init__(
        self,
        settings: Settings,
        archive: ArchiveWriter,
        *,
        stored: Mapping[str, Fetched] | None = None,
        resolve: Resolve = resolve_name,
        tls: ssl.SSLContext | None = None,
        backoff: float = 1.0,
    ) -> None:
        self._settings, self._archive = settings, archive
        self._stored = dict(stored or {})
        self._product = read_product(settings.user_agent)
        self._guard = HostGuard(settings.allow_private_hosts, resolve)
        self._conversations = Conversations(settings, self._guard, tls, backoff)
        self._writing = asyncio.Lock()

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._conversations.close()

    async def fetch(self, request: Request) -> Fetched:
        """Fetch one address; never raises for what a server does."""
        if request.url in self._stored:
            return self._stored.pop(request.url)
        try:
            address = parse_address(request.url)
            if address.had_credentials:
                raise AddressError("bad_address", f"{address}: an address that carries a password is not fetched")
        except AddressError as error:
            return refuse_unread(request, error)
        fetched, _ = await self._run(request, address)
        return fetched

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """List the sitemaps that the robots.txt of an address's host names."""
        try:
            address = parse_address(url)
            robots = await self._find_robots(address)
        except AddressError:
            return ()
        return robots.list_sitemaps(address)

    async def _run(self, request: Request, address: Address) -> tuple[Fetched, bytes]:
        """Go on an errand to its end; gives also the first bytes of the content."""
        errand = Errand(request, address, self._settings.fetch_timeout, self._settings.respect_reservations)
        try:
            refusal = await self._pursue(errand)
            fetched = await self._conclude(errand, refusal)
        finally:
            for answer in errand.answers:
                answer.body.close()
        return fetched, errand.content.head if errand.content else b""

    async def _pursue(self, errand: Errand) -> FetchError | None:
        """Ask, and follow redirects, until there is content or a reason why there is none."""
        try:
            while (answer := await self._ask(errand)).is_redirect:
                errand.follow(answer)
            await self._judge(errand, answer)
        except AddressError as error:
            return FetchError("quarantined", error.reason, str(error))
        except FetchError as refusal:
            return refusal
        return None

    async def _ask(self, errand: Errand) -> Answer:
        """Ask for the errand's address, where it is a public one and its host allows it."""
        address = errand.address
        self._guard.check_literal(address.host, address.port)
        if not errand.is_robots:
            robots = await self._find_robots(address)
            if robots.problem:
                raise FetchError("failed", robots.reason or "robots_unreachable", robots.problem)
            if not robots.allows(address):
                words = f"{address.origin}/robots.txt forbids {address.target[:200]} to {self._product}"
                raise FetchError("skipped", "robots", words)
            errand.reserve(robots.list_reservations(address), f"{address.origin}/robots.txt")
        return await self._conversations.ask(errand)

    async def _find_robots(self, address: Address) -> Robots:
        """Give the rules of a host, which are asked for once a run.

        Raises:
            AddressError: the host itself may not be asked.
        """
        host = self._conversations.find_host(address)
        if host.robots is None:
            async with host.robots_lock:
                if host.robots is None:
                    place = replace(address, target="/robots.txt")
                    fetched, content = await self._run(Request(str(place), purpose="robots"), place)
                    host.heed_robots(read_robots(fetched, content, self._product))
        assert host.robots
        return host.robots

    async def _judge(self, errand: Errand, answer: Answer) -> None:
        """Say what the last response means, and read its content.

        Raises:
            FetchError: there is no content to go on with.
        """
        if not answer.is_success:
            raise judge_status(errand.request, answer)
        encoding = answer.read_header("content-encoding") or ""
        head_bytes = ROBOTS_BYTES if errand.is_robots else HEAD_BYTES
        limit = self._settings.max_body_bytes
        errand.content = await run_beside(answer, lambda: answer.body.examine(encoding, limit, head_bytes))
        if errand.is_robots:
            return
        if problem := errand.content.problem:
            raise FetchError("quarantined", problem.reason, f"{answer.address}: {problem.detail}")
        if errand.request.purpose == "page" and answer.may_be_html:
            errand.reserve(read_page_reservations(errand.content.head, self._product), str(answer.address))

    async def _conclude(self, errand: Errand, refusal: FetchError | None) -> Fetched:
        """Put together what became of the errand, and keep its responses, the last together with that."""
        answer = errand.answers[-1] if errand.answers else None
        fetched = describe_errand(errand, answer, refusal)
        if not answer:
            return fetched
        if refusal and refusal.reason == "reserved":
            answer.body.clear()
            answer.truncated = "unspecified"
        async with self._writing:
            for earlier in errand.answers[:-1]:
                await self._archive_answer(earlier, {"Purpose": fetched.purpose})
            labels = {"Purpose": fetched.purpose, "Fetched": dump_fetched(fetched)}
            return replace(fetched, record=await self._archive_answer(answer, labels))

    async def _archive_answer(self, answer: Answer, labels: Mapping[str, str]) -> RecordPlace:
        return await run_beside(
            answer,
            lambda: self._archive.write_response(
                url=str(answer.address),
                fetched_at=answer.at,
                status_line=answer.status_line,
                headers=answer.headers,
                body=answer.body.open(),
                labels=labels,
                truncated=answer.truncated,
            ),
        )


async def run_beside(answer: Answer, work: Callable[[], T]) -> T:
    """Do what takes long for a large body in a thread; when cancelled, wait for it, as it holds the body's file."""
    if answer.body.size < IN_THREAD:
        return work()
    task = asyncio.ensure_future(asyncio.to_thread(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait([task])
        raise


def describe_errand(errand: Errand, answer: Answer | None, refusal: FetchError | None) -> Fetched:
    """Put together what became of an errand."""
    content = errand.content if not refusal else None
    fetched = Fetched(
        url=errand.request.url,
        final_url=str(errand.address),
        fetched_at=answer.at if answer else datetime.now(UTC),
        purpose=errand.request.purpose,
        permanent_url=errand.permanent[-1] if errand.permanent else None,
        redirects=tuple(errand.redirects),
        content_sha256=content.sha256 if content else None,
        reservations=errand.reservations,
        state=refusal.state if refusal else None,
        reason=refusal.reason if refusal else None,
        detail=refusal.detail if refusal else None,
    )
    if not answer:
        return fetched
    return replace(
        fetched,
        status=answer.status,
        media_type=answer.read_header("content-type"),
        etag=answer.read_header("etag"),
        last_modified=answer.read_header("last-modified"),
        expires_after=read_expiry(answer),
    )


def refuse_unread(request: Request, error: AddressError) -> Fetched:
    """Say why an address is not asked for at all."""
    now = datetime.now(UTC)
    words = str(error)
    return Fetched(
        request.url, request.url, now, request.purpose, state="quarantined", reason=error.reason, detail=words
    )

"""The fetcher: the only code that opens a socket to a publisher.

Read `Fetcher.fetch` first. A `PendingRequest` (`requests`) is one address asked for, with its redirects and retries:
each hop is checked (`addresses`), allowed by its host's robots.txt (`robots`), asked for in that host's turn
(`client`), and kept in the archive. What a server does never raises: it ends in a `Fetched`, whose state and reason say
what it was.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from types import TracebackType

from flows.errors import SettingsError, storing
from flows.settings import Settings
from flows.sources import guard
from flows.sources.archives.raw_archive import ArchiveWriter, dump_fetched
from flows.sources.formats.refresh import find_refresh
from flows.sources.http.addresses import HostGuard, Resolve
from flows.sources.http.answers import Answer, FetchError, judge_status, read_expiry
from flows.sources.http.client import DOWNLOADED, Client
from flows.sources.http.connections import resolve_name
from flows.sources.http.downloads import Download
from flows.sources.http.requests import PendingRequest
from flows.sources.http.robots import (
    HEAD_BYTES,
    NO_COPY,
    ROBOTS_BYTES,
    Robots,
    read_page_reservations,
    read_product,
    read_robots,
)
from flows.sources.values import Fetched, RecordPlace, Request
from transforms.urls import Address, AddressError, parse_address

IN_THREAD = 1 << 18  # bodies from this size on are unpacked, digested and packed beside the loop


class Fetcher:
    """Fetches politely: an async context manager, one a run, for one event loop.

    `passing` takes the pages of which no copy is to be kept, for as long as they are read; without one, a folder is
    made that goes with the fetcher. `stored` holds the answers that a killed run has archived, by the address asked
    for: each is given once in place of a request. `resolve` and `tls` take the place of the system's resolver and
    certificates; `backoff` is the pause in seconds before the first retry, where the server names none.
    `robots_fetched` is what asking for robots.txt has brought so far.
    """

    def __init__(
        self,
        settings: Settings,
        archive: ArchiveWriter,
        *,
        stored: Mapping[str, Fetched] | None = None,
        passing: ArchiveWriter | None = None,
        resolve: Resolve = resolve_name,
        tls: ssl.SSLContext | None = None,
        backoff: float = 1.0,
    ) -> None:
        self._settings, self._archive, self._passing = settings, archive, passing
        self._folder: TemporaryDirectory[str] | None = None
        self._stored = dict(stored or {})
        self.robots_fetched: list[Fetched] = []
        self._max_body_bytes = settings.max_body_bytes
        self._product = read_product(settings.user_agent)
        self._guard = make_guard(settings, resolve)
        self._client = Client(settings, self._guard, tls, backoff)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="archive")
        self._busy = 0  # requests that the thread has yet to settle

    async def __aenter__(self) -> Fetcher:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._client.close()
        self._thread.shutdown()
        if self._folder and self._passing:
            self._passing.close()
            self._folder.cleanup()

    async def fetch(self, request: Request) -> Fetched:
        """Fetch one address; never raises for what a server does."""
        if request.url in self._stored:
            return self._stored.pop(request.url)
        try:
            address = read_address(request)
        except AddressError as error:
            return refuse_request(request, error.reason, str(error))
        try:
            fetched, _ = await self._run(request, address)
        except Exception as error:  # noqa: BLE001  the guard of what strangers send
            return refuse_request(request, guard.REASON, guard.describe_unexpected(error))
        return fetched

    async def download(
        self, url: str, path: Path, *, etag: str | None = None, last_modified: str | None = None
    ) -> Fetched:
        """Fetch a large file, such as a web archive, to a path; an earlier attempt that was cut short is continued.

        The limit is DATELINE_MAX_WARC_MB. `etag` and `last_modified` are those of the file if we hold it. The digest is
        of the file's bytes as they are, and no record is written: the file is one itself.
        """
        request = Request(url, etag, last_modified, "archive")
        try:
            address = read_address(request)
        except AddressError as error:
            return refuse_request(request, error.reason, str(error))
        pending = PendingRequest(request, address, self._settings.fetch_timeout, self._settings.respect_reservations)
        pending.download = Download(path, int(self._settings.max_warc_mb * 1_000_000))
        refusal = await self._pursue(pending)
        answer = pending.answers[-1] if pending.answers else None
        for one in pending.answers:
            one.body.close()
        if answer and not refusal and answer.status not in DOWNLOADED:
            refusal = judge_status(request, answer)
        fetched = describe_outcome(pending, answer, refusal)
        if refusal:
            return fetched
        return replace(fetched, content_sha256=await asyncio.to_thread(pending.download.finish))

    async def sitemaps_of(self, url: str) -> tuple[str, ...]:
        """List the sitemaps that the robots.txt of an address's host names."""
        try:
            address = parse_address(url)
            robots = await self._find_robots(address)
        except AddressError:
            return ()
        return robots.list_sitemaps(address)

    async def _run(self, request: Request, address: Address) -> tuple[Fetched, bytes]:
        """Follow a request to its end; gives also the first bytes of the content."""
        pending = PendingRequest(request, address, self._settings.fetch_timeout, self._settings.respect_reservations)
        try:
            refusal = await self._pursue(pending)
            fetched = await self._settle_beside(pending, refusal)
        finally:
            for answer in pending.answers:
                answer.body.close()
        return fetched, pending.content.head if pending.content else b""

    async def _pursue(self, pending: PendingRequest) -> FetchError | None:
        """Ask, and follow redirects, until there is an answer, or a reason why there is none."""
        try:
            while True:
                answer = await self._ask(pending)
                refresh = None if answer.is_redirect else self._find_refresh(pending, answer)
                if not answer.is_redirect and not refresh:
                    return None
                pending.follow(answer, refresh)
        except AddressError as error:
            return FetchError(error.reason, str(error))
        except FetchError as refusal:
            return refusal

    def _find_refresh(self, pending: PendingRequest, answer: Answer) -> str | None:
        """Find where a page sends its reader on to instead of telling a story."""
        if pending.request.purpose != "page" or not answer.is_success or not answer.may_be_html:
            return None
        head = answer.body.peek(answer.read_header("content-encoding") or "", HEAD_BYTES)
        return find_refresh(head, str(answer.address), answer.read_header("refresh"))

    async def _ask(self, pending: PendingRequest) -> Answer:
        """Ask for the address, where it is a public one and its host allows it."""
        address = pending.address
        self._guard.check_literal(address.host, address.port)
        if not pending.is_robots:
            robots = await self._find_robots(address)
            if robots.problem:
                raise FetchError(robots.reason or "robots_unreachable", robots.problem)
            if not robots.allows(address):
                words = f"{address.origin}/robots.txt forbids {address.target[:200]} to {self._product}"
                raise FetchError("robots", words)
            pending.reserve(robots.list_reservations(address), f"{address.origin}/robots.txt")
        return await self._client.ask(pending)

    async def _find_robots(self, address: Address) -> Robots:
        """Give the rules of a host, which are asked for once a run.

        Raises:
            AddressError: the host itself may not be asked.
        """
        host = self._client.find_host(address)
        if host.robots is None:
            async with host.robots_lock:
                if host.robots is None:
                    place = replace(address, target="/robots.txt")
                    fetched, content = await self._run(Request(str(place), purpose="robots"), place)
                    self.robots_fetched.append(fetched)
                    host.heed_robots(self._read_robots(address, fetched, content))
        assert host.robots
        return host.robots

    def _read_robots(self, address: Address, fetched: Fetched, content: bytes) -> Robots:
        """Read a robots.txt; one that nobody can read forbids everything, as one that cannot be had."""
        try:
            robots = read_robots(fetched, content, self._product)
            robots.delay, robots.list_sitemaps(address)
        except AddressError:
            raise
        except Exception as error:  # noqa: BLE001  the guard of what strangers send
            words = f"{address.origin}/robots.txt cannot be read: {guard.describe_unexpected(error)}"
            return Robots.unreachable(self._product, "robots_unreachable", words)
        return robots

    async def _settle_beside(self, pending: PendingRequest, refusal: FetchError | None) -> Fetched:
        """Settle a request; in a thread where its bodies are large, since packing and digests leave the loop free."""
        size = sum(answer.body.size for answer in pending.answers)
        if size < IN_THREAD and not self._busy:
            return self._settle(pending, refusal)
        self._busy += 1
        work = asyncio.get_running_loop().run_in_executor(self._thread, self._settle, pending, refusal)
        try:
            return await asyncio.shield(work)
        except asyncio.CancelledError:
            await asyncio.wait([work])  # it still reads the bodies, and writes to the archive
            raise
        finally:
            self._busy -= 1

    def _settle(self, pending: PendingRequest, refusal: FetchError | None) -> Fetched:
        """Put together what became of a request, and keep its responses, the last together with that."""
        answer = pending.answers[-1] if pending.answers else None
        if answer and not refusal:
            refusal = self._judge(pending, answer)
        fetched = describe_outcome(pending, answer, refusal)
        if not answer:
            return fetched
        if refusal and refusal.reason == "reserved":
            answer.body.clear()
            answer.truncated = "unspecified"
        labels = {"Purpose": fetched.purpose}
        for earlier in pending.answers[:-1]:
            self._archive_answer(earlier, labels)
        if self._is_passing(fetched):
            place = self._archive_answer(answer, labels, self._open_passing())
            return replace(fetched, record=replace(place, is_kept=False))
        return replace(fetched, record=self._archive_answer(answer, labels | {"Fetched": dump_fetched(fetched)}))

    def _is_passing(self, fetched: Fetched) -> bool:
        """Tell whether no copy is to be kept of what came."""
        is_page = fetched.purpose == "page" and fetched.state is None
        return is_page and NO_COPY in fetched.reservations and self._settings.respect_reservations

    def _open_passing(self) -> ArchiveWriter:
        """Give the file for what is not kept."""
        if self._passing is None:
            with storing(f"{gettempdir()} (TMPDIR)"):
                self._folder = TemporaryDirectory(prefix="dateline-")
            software = self._archive.software
            now = datetime.now(UTC)
            self._passing = ArchiveWriter(Path(self._folder.name), "passing", started_at=now, software=software)
        return self._passing

    def _judge(self, pending: PendingRequest, answer: Answer) -> FetchError | None:
        """Read the last response's content; say why, where it is none to go on with."""
        if not answer.is_success:
            return judge_status(pending.request, answer)
        encoding = answer.read_header("content-encoding") or ""
        head_bytes = ROBOTS_BYTES if pending.is_robots else HEAD_BYTES
        pending.content = answer.body.examine(encoding, self._max_body_bytes, head_bytes)
        problem = pending.content.problem
        if problem and not pending.is_robots:
            return FetchError(problem.reason, f"{answer.address}: {problem.detail}")
        if pending.request.purpose == "page" and answer.may_be_html:
            try:
                pending.reserve(read_page_reservations(pending.content.head, self._product), str(answer.address))
            except FetchError as refusal:
                return refusal
        return None

    def _archive_answer(
        self, answer: Answer, labels: Mapping[str, str], archive: ArchiveWriter | None = None
    ) -> RecordPlace:
        return (archive or self._archive).write_response(
            url=str(answer.address),
            fetched_at=answer.at,
            status_line=answer.status_line,
            headers=answer.headers,
            body=answer.body.open(),
            labels=labels,
            truncated=answer.truncated,
        )


def describe_outcome(pending: PendingRequest, answer: Answer | None, refusal: FetchError | None) -> Fetched:
    """Put together what became of a request."""
    content = pending.content if not refusal else None
    return Fetched(
        url=pending.request.url,
        final_url=str(pending.address),
        fetched_at=answer.at if answer else datetime.now(UTC),
        purpose=pending.request.purpose,
        permanent_url=pending.permanent[-1] if pending.permanent else None,
        redirects=tuple(pending.redirects),
        status=answer.status if answer else None,
        media_type=answer.read_header("content-type") if answer else None,
        etag=answer.read_header("etag") if answer else None,
        last_modified=answer.read_header("last-modified") if answer else None,
        expires_after=read_expiry(answer) if answer else None,
        content_sha256=content.sha256 if content else None,
        reservations=pending.reservations,
        state=refusal.state if refusal else None,
        reason=refusal.reason if refusal else None,
        detail=refusal.detail if refusal else None,
    )


def make_guard(settings: Settings, resolve: Resolve) -> HostGuard:
    """Make the guard that the settings ask for.

    Raises:
        SettingsError: a host that is to be exempt cannot be read.
    """
    try:
        return HostGuard(settings.allow_private_hosts, resolve)
    except AddressError as error:
        raise SettingsError(
            f"DATELINE_ALLOW_PRIVATE_HOSTS: {error}; write hosts or host:port, separated by commas"
        ) from error


def read_address(request: Request) -> Address:
    """Read the address asked for.

    Raises:
        AddressError: it is none, or it carries a password, which is not to leave.
    """
    address = parse_address(request.url)
    if address.had_credentials:
        raise AddressError("bad_address", f"{address}: addresses that contain a password are not fetched")
    return address


def refuse_request(request: Request, reason: str, detail: str) -> Fetched:
    """Say why there is no answer to speak of: the address is not asked for at all, or what came cannot be taken."""
    now = datetime.now(UTC)
    return Fetched(request.url, request.url, now, request.purpose, state="quarantined", reason=reason, detail=detail)

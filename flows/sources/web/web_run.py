"""Reads the web for one run, with a fetcher, the raw archive and what the ledger knows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from flows.errors import storing
from flows.settings import Settings
from flows.sources import guard
from flows.sources.archives.pages import WarcCounts, discover_warc
from flows.sources.archives.raw_archive import ArchiveWriter, list_archive, mend_archive, read_fetched
from flows.sources.documents import FoundDocument
from flows.sources.files import describe_file, digest_file, expand_location, relative_location
from flows.sources.http.fetcher import Fetcher
from flows.sources.index.read import Source
from flows.sources.values import Request
from flows.sources.web.history import WebMemory, fetch_row
from flows.sources.web.listings import (
    MAX_DAMAGE,
    Event,
    FetchNote,
    ListingNote,
    describe_source,
    make_condition,
    note_listing,
)
from flows.sources.web.readers import Harvest
from flows.sources.web.rounds import WebReader
from transforms.values import hashed_key
from warehouse.connection import Connection
from warehouse.fetches import record_fetches
from warehouse.ledger import list_runs


@dataclass(frozen=True, slots=True)
class ArchiveErrand:
    """What the reading of web archives needs.

    `downloads` is where archives lie that were fetched; `unpack_dir` where they are unpacked to that lie in a package,
    or in which no record can be sought: it goes with the run, which began at `started_at`.
    """

    started_at: datetime
    max_bytes: int
    downloads: Path
    unpack_dir: Path


@dataclass(frozen=True)
class WebErrand:
    """What a run's reading of the web needs. `archive` is the folder of raw files, `downloads` that of whole archives.

    `passing` is a folder for pages of which no copy is to be kept, `unpack_dir` one for what archives are unpacked to;
    both go with the run, or without one with the fetcher.
    """

    run_id: str
    started_at: datetime
    settings: Settings
    memory: WebMemory
    archive: Path
    downloads: Path
    is_due_only: bool
    is_retry: bool
    unpack_dir: Path
    passing: Path | None = None


async def read_sources(harvest: Harvest, sources: Sequence[Source], errand: WebErrand) -> None:
    """Read the sources, emitting what they yield."""
    software = f"dateline/{version('dateline')}"
    settings = errand.settings
    stored = errand.memory.stored(errand.started_at)
    with (
        ArchiveWriter(errand.archive, errand.run_id, started_at=errand.started_at, software=software) as archive,
        ExitStack() as opened,
    ):
        passing = None
        if errand.passing:
            passing = ArchiveWriter(errand.passing, errand.run_id, started_at=errand.started_at, software=software)
            opened.enter_context(passing)
        async with Fetcher(settings, archive, stored=stored, passing=passing) as fetcher:
            reader = WebReader(
                fetcher,
                archive,
                errand.memory,
                harvest.emit,
                has_room=lambda: harvest.has_room,
                now=errand.started_at,
                is_due_only=errand.is_due_only,
                is_retry=errand.is_retry,
                max_bytes=settings.max_body_bytes,
            )
            await reader.read([source for source in sources if source.kind != "warc"])
            for source in sources:
                if source.kind == "warc":
                    try:
                        await read_distant_archive(harvest, source, fetcher, errand)
                    except Exception as error:  # noqa: BLE001  the guard of what strangers send
                        words = guard.describe_unexpected(error)
                        harvest.emit(describe_source(source, source.location, "quarantined", guard.REASON, words))
            for fetched in fetcher.robots_fetched:
                harvest.emit(FetchNote(None, fetched))


async def read_distant_archive(harvest: Harvest, source: Source, fetcher: Fetcher, errand: WebErrand) -> None:
    """Download a web archive unless it is unchanged, and emit its pages as documents."""
    path = locate_download(source, errand.downloads)
    before = errand.memory.known_pages([source.location]).get(source.location)
    if before and before.content:
        adopt_download(errand.archive / "sources" / path.name, path, before.content.content_sha256)
    held = before.content if before and path.exists() else None
    condition = make_condition(Request(source.location), held)
    fetched = await fetcher.download(source.location, path, etag=condition.etag, last_modified=condition.last_modified)
    harvest.emit(FetchNote(source.id, fetched))
    if fetched.state not in (None, "unchanged"):
        harvest.emit(describe_source(source, source.location, fetched.state, fetched.reason, fetched.detail))
        return
    held_sha256 = fetched.content_sha256 or (held.content_sha256 if held else None)
    if source.sha256 not in (None, held_sha256):
        detail = f"the index expects {source.sha256}, the archive has {held_sha256}"
        harvest.emit(describe_source(source, source.location, "quarantined", "sha256_mismatch", detail))
        return
    reading = ArchiveErrand(errand.started_at, errand.settings.max_body_bytes, path.parent, errand.unpack_dir)

    def tell_pages() -> None:
        for found in find_downloaded_pages(source, reading):
            harvest.emit(found)

    await asyncio.to_thread(tell_pages)


def locate_download(source: Source, folder: Path) -> Path:
    """Say where a web archive that is fetched lies."""
    return folder / f"{hashed_key('archive', source.location)}.warc.gz"


def adopt_download(old: Path, path: Path, sha256: str | None) -> None:
    """Take over an archive that an earlier version kept for all databases together, if it is what this one fetched."""
    if old.exists() and not path.exists() and digest_file(old) == sha256:
        with storing(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            old.rename(path)


def find_downloaded_pages(source: Source, errand: ArchiveErrand) -> Iterator[Event]:
    """Yield the pages of a web archive that was fetched, under its address; none where it is not there."""
    path = locate_download(source, errand.downloads)
    if path.exists():
        yield from read_archive(source, path, path.parent, source.location, errand)


def read_archive(
    source: Source, path: Path, index_dir: Path, location: str, errand: ArchiveErrand
) -> Iterator[FoundDocument | ListingNote]:
    """Yield the pages of a web archive, and last what the ledger is to know of the whole of it."""
    counts = WarcCounts()
    yield from discover_warc(
        source,
        path,
        index_dir,
        limit=errand.max_bytes,
        location_prefix=location,
        unpack_dir=errand.unpack_dir,
        counts=counts,
    )
    yield note_listing(
        source,
        location,
        errand.started_at,
        listed_count=counts.documents,
        left_out=counts.left_out,
        damage=counts.damage and counts.damage[:MAX_DAMAGE],
        reason=counts.failure,
    )


def find_archive_pages(source: Source, index_dir: Path, errand: ArchiveErrand) -> Iterator[Event]:
    """Yield the pages of each archive that a row of the index names, one on the web as far as it is here."""
    if source.is_on_web:
        yield from find_downloaded_pages(source, errand)
        return
    paths, missed = expand_location(source, index_dir)
    yield from missed
    for path in paths:
        if source.sha256 and digest_file(path) != source.sha256:
            detail = f"the index expects {source.sha256}, the archive has {digest_file(path)}"
            found = describe_file(source, path, index_dir, is_alone=True)
            yield replace(found, state="quarantined", reason="sha256_mismatch", detail=detail)
        else:
            yield from read_archive(source, path, index_dir, relative_location(path, index_dir), errand)


def recover_archive(con: Connection, archive: Path, run_ids: Sequence[str]) -> int:
    """Record in the ledger what unfinished runs had fetched and archived, and cut off incomplete records.

    Returns:
        The number of responses.
    """
    paths = [(run_id, path) for run_id in run_ids for path in sorted(archive.glob(f"*-{run_id}-*.warc.gz"))]
    for _, path in paths:
        mend_archive(path)
    rows = [
        fetch_row(run_id, None, fetched) for run_id, path in paths if path.exists() for fetched in read_fetched(path)
    ]
    if rows:
        record_fetches(con, rows)
    return len(rows)


def prune_archive(con: Connection, archive: Path, days: int, now: datetime) -> list[Path]:
    """Delete raw files that were last written more than `days` days ago; returns them.

    Only those that runs of this database wrote: another one in the same folder keeps its files beside them.
    """
    oldest = (now - timedelta(days=days)).timestamp()
    runs = list_runs(con)
    old = [
        path
        for path in list_archive(archive)
        if path.stat().st_mtime < oldest and not runs.isdisjoint(path.name.split("-"))
    ]
    for path in old:
        path.unlink()
    return old


def forget_unpacked(archive: Path) -> None:
    """Delete what earlier versions unpacked and left beside the archives that were fetched (*.warc.gz)."""
    for path in (archive / "sources").glob("*.warc"):
        path.unlink()

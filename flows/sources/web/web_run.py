"""Reads the web for one run, with a fetcher, the raw archive and what the ledger knows."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from flows.errors import storing
from flows.run import Run
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
from flows.sources.web.readers import Readers
from flows.sources.web.rounds import WebReader
from transforms.values import hashed_key
from warehouse.connection import Connection
from warehouse.fetches import record_fetches
from warehouse.ledger import list_runs


async def read_sources(readers: Readers, sources: Sequence[Source], run: Run, memory: WebMemory) -> None:
    """Read the sources, emitting what they yield."""
    software = f"dateline/{version('dateline')}"
    stored = memory.stored(run.started_at)
    with (
        ArchiveWriter(run.places.archive, run.run_id, started_at=run.started_at, software=software) as archive,
        ArchiveWriter(run.passing, run.run_id, started_at=run.started_at, software=software) as passing,
    ):
        async with Fetcher(run.settings, archive, stored=stored, passing=passing) as fetcher:
            reader = WebReader(
                fetcher,
                archive,
                memory,
                readers.emit,
                has_room=lambda: readers.has_room,
                now=run.started_at,
                is_due_only=run.is_due_only,
                is_retry=run.is_retry,
                max_bytes=run.settings.max_body_bytes,
            )
            await reader.read([source for source in sources if source.kind != "warc"])
            for source in sources:
                if source.kind == "warc":
                    try:
                        await read_distant_archive(readers, source, fetcher, run, memory)
                    except Exception as error:  # noqa: BLE001  the guard of what strangers send
                        words = guard.describe_unexpected(error)
                        readers.emit(describe_source(source, source.location, "quarantined", guard.REASON, words))
            for fetched in fetcher.robots_fetched:
                readers.emit(FetchNote(None, fetched))


async def read_distant_archive(readers: Readers, source: Source, fetcher: Fetcher, run: Run, memory: WebMemory) -> None:
    """Download a web archive unless it is unchanged, and emit its pages as documents."""
    path = locate_download(source, run.places.downloads)
    before = memory.known_pages([source.location]).get(source.location)
    if before and before.content:
        adopt_download(run.places.archive / "sources" / path.name, path, before.content.content_sha256)
    held = before.content if before and path.exists() else None
    condition = make_condition(Request(source.location), held)
    fetched = await fetcher.download(source.location, path, etag=condition.etag, last_modified=condition.last_modified)
    readers.emit(FetchNote(source.id, fetched))
    if fetched.state not in (None, "unchanged"):
        readers.emit(describe_source(source, source.location, fetched.state, fetched.reason, fetched.detail))
        return
    held_sha256 = fetched.content_sha256 or (held.content_sha256 if held else None)
    if source.sha256 not in (None, held_sha256):
        detail = f"the index expects {source.sha256}, the archive has {held_sha256}"
        readers.emit(describe_source(source, source.location, "quarantined", "sha256_mismatch", detail))
        return

    def tell_pages() -> None:
        for found in find_downloaded_pages(source, run):
            readers.emit(found)

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


def find_downloaded_pages(source: Source, run: Run) -> Iterator[Event]:
    """Yield the pages of a web archive that was fetched, under its address; none where it is not there."""
    path = locate_download(source, run.places.downloads)
    if path.exists():
        yield from read_archive(source, path, path.parent, source.location, run)


def read_archive(
    source: Source, path: Path, index_dir: Path, location: str, run: Run
) -> Iterator[FoundDocument | ListingNote]:
    """Yield the pages of a web archive, and last what the ledger is to know of the whole of it."""
    counts = WarcCounts()
    yield from discover_warc(
        source,
        path,
        index_dir,
        limit=run.settings.max_body_bytes,
        location_prefix=location,
        unpack_dir=run.unpacked,
        counts=counts,
    )
    yield note_listing(
        source,
        location,
        run.started_at,
        listed_count=counts.documents,
        left_out=counts.left_out,
        damage=counts.damage and counts.damage[:MAX_DAMAGE],
        reason=counts.failure,
    )


def find_archive_pages(source: Source, run: Run) -> Iterator[Event]:
    """Yield the pages of each archive that a row of the index names, one on the web as far as it is here."""
    if source.is_on_web:
        yield from find_downloaded_pages(source, run)
        return
    paths, missed = expand_location(source, run.index_dir)
    yield from missed
    for path in paths:
        if source.sha256 and digest_file(path) != source.sha256:
            detail = f"the index expects {source.sha256}, the archive has {digest_file(path)}"
            found = describe_file(source, path, run.index_dir, is_alone=True)
            yield replace(found, state="quarantined", reason="sha256_mismatch", detail=detail)
        else:
            yield from read_archive(source, path, run.index_dir, relative_location(path, run.index_dir), run)


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

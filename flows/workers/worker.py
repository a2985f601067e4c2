"""What runs inside a worker process: a batch's documents read, transformed and staged. No Prefect in here.

Importing this module is cheap; the transforms come in with `start_worker`, after the environment is set.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import FrameType
from typing import TYPE_CHECKING, Any

from flows.errors import ContentEncodingError, DamagedRecordError, StorageError, storing

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess as ParentProcess

    import polars as pl

    from flows.sources.documents import FoundDocument
    from transforms.values import Document

# One process a core: libraries that start threads of their own would only contend.
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS", "BLIS_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class BatchJob:
    """What a worker needs for a batch; it travels to it by pickle.

    `part` is the directory that the staged part goes to; `marker` the file in which the worker notes which
    document it is at, so that whoever watches it can tell what hung or killed it.
    """

    run_id: str
    batch: int
    documents: tuple[FoundDocument, ...]
    part: Path
    models: Mapping[str, str]
    max_body_bytes: int
    document_timeout: float
    seen_at: datetime
    refusals: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # document_id -> reason, detail

    @property
    def marker(self) -> Path:
        """The file that says at which document the worker is, and since when."""
        return self.part.with_name(self.part.name + ".at")


def start_worker(models: tuple[str, ...], memory_mb: int) -> None:
    """Prepare a fresh process: it ends with its parent, computes in one thread, has its model and its limit."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=end_with_parent, args=(parent,), daemon=True).start()
    compute_in_one_thread()
    warm_transforms(models)
    limit_memory(memory_mb)


def compute_in_one_thread() -> None:
    """Tell the libraries that are yet to be imported not to start threads of their own."""
    for name in ONE_THREAD:
        os.environ[name] = "1"


def warm_transforms(models: tuple[str, ...]) -> None:
    """Run a tiny page through every step, so that loading at first use does not count as a document's time."""
    from transforms.batch import Options, transform_batch
    from transforms.language.pipeline import load_pipeline
    from transforms.values import Document

    prose = '"It is warm," said John Smith of Oslo on Monday, and sat down to wait for the others to come.'
    text = f"A warm day\n\n{prose}\n\n{prose}\n"
    html = f"<html><head><title>A warm day</title></head><body><article><h1>A warm day</h1><p>{prose * 4}</p></article>"
    for model in models:
        load_pipeline(model)  # what is no model ends the worker here, and not each document
        documents = [
            Document("0" * 32, "warm", "warm", page.encode(), "0" * 64, datetime.now(UTC), language="en")
            for page in (text, html)
        ]
        with TemporaryDirectory() as folder:
            transform_batch(
                documents,
                Options(models={"en": model}),
                find_broken=lambda frames: find_broken_in(frames, Path(folder)),
            )


def end_with_parent(parent: ParentProcess) -> None:
    """End this process when the one that asked for it is gone: a killed run leaves no worker behind."""
    parent.join()
    os._exit(1)


def limit_memory(megabytes: int) -> None:
    """Limit how much more memory this process may allocate; works on Linux only."""
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        limit = pages * resource.getpagesize() + megabytes * 1_000_000
        _, ceiling = resource.getrlimit(resource.RLIMIT_AS)  # of whoever started us (ulimit -v); it cannot be raised
        limit = limit if ceiling == resource.RLIM_INFINITY else min(limit, ceiling)
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def run_batch(job: BatchJob) -> Path:
    """Transform a batch and stage its part.

    Returns:
        The part's directory, complete: the manifest is written last.

    Raises:
        StorageError: it cannot be written.
    """
    from flows.workers.staging import write_part
    from transforms.batch import Options, transform_batch
    from transforms.errors import BatchHaltedError

    folder = job.part.parent

    @contextmanager
    def halting() -> Iterator[None]:
        try:
            with storing(folder):
                yield
        except StorageError as error:
            raise BatchHaltedError(str(error)) from error

    def note(place: str) -> None:
        with halting():
            job.marker.write_text(place)

    @contextmanager
    def guard(document: Document) -> Iterator[None]:
        note(f"{document.document_id} {time.time()}")
        try:
            with limit_time(job.document_timeout):
                yield
        except MemoryError:
            raise  # with the marker as it stands: it says whose it was
        except BaseException:
            note("")
            raise
        if len(job.documents) > 1:  # a single one answers for all that is done with its rows, too
            note("")

    with storing(folder):
        folder.mkdir(parents=True, exist_ok=True)
    options = Options(models=job.models, max_body_bytes=job.max_body_bytes)

    def find_broken(frames: Mapping[str, pl.DataFrame]) -> list[dict[str, Any]]:
        with halting(), TemporaryDirectory(prefix=f"{job.part.name}.", suffix=".draft", dir=folder) as draft:
            return find_broken_in(frames, Path(draft))

    try:
        frames = transform_batch(read_documents(job), options, guard, find_broken)
    except BatchHaltedError as error:
        raise StorageError(str(error)) from error
    with storing(job.part):
        part = write_part(job, frames)
        job.marker.unlink(missing_ok=True)
    return part


def find_broken_in(frames: Mapping[str, pl.DataFrame], folder: Path) -> list[dict[str, Any]]:
    """Run the warehouse's own checks of rows over a batch, so that each check is defined only once."""
    from flows.workers.staging import write_frame
    from warehouse.promises import ROW_KEYS, find_broken_rows

    for table in ROW_KEYS:
        write_frame(frames[table], folder / f"{table}.parquet")
    return find_broken_rows(folder)


def read_documents(job: BatchJob) -> Iterator[Document]:
    """Read the batch's documents, one at a time; one that is refused already comes with its first bytes only."""
    from flows.sources import guard
    from transforms.batch import FIRST_BYTES
    from transforms.values import Document, Refusal

    for found in job.documents:
        refused = job.refusals.get(found.document_id)
        if refused is None and found.expected_sha256 not in (None, found.content_sha256):
            detail = f"the index expects {found.expected_sha256}, the file has {found.content_sha256}"
            refused = ("sha256_mismatch", detail)
        try:
            content = read_content(found, FIRST_BYTES if refused else job.max_body_bytes)
        except OSError as error:
            content, refused = b"", ("unreadable", str(error))
        except DamagedRecordError as error:
            content, refused = b"", ("damaged_record", str(error))
        except ContentEncodingError as error:
            content, refused = b"", ("bad_encoding", str(error))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001  the guard of what strangers send
            content, refused = b"", (guard.REASON, guard.describe_error(error))
        is_whole = refused is None and len(content) <= job.max_body_bytes
        if is_whole and hashlib.sha256(content).hexdigest() != found.content_sha256:
            refused = ("changed_while_read", "the file was changed after it was found and before it was read")
        yield Document(
            document_id=found.document_id,
            source_id=found.source_id,
            location=found.location,
            content=content,
            content_sha256=found.content_sha256 or "",
            seen_at=found.fetched_at or job.seen_at,
            url=found.url,
            publisher=found.publisher or found.entry.publisher,
            published=found.published or found.entry.published,
            language=found.language or found.entry.language,
            title=found.entry.title,
            authors=found.entry.authors,
            tags=found.entry.tags,
            media_type=found.media_type,
            origin=found.origin,
            giver=found.giver,
            family=found.family,
            telling=found.telling,
            refusal=Refusal(*refused) if refused else None,
        )


def read_content(found: FoundDocument, limit: int) -> bytes:
    """Read a file or a record of a web archive; if it is over the limit, only enough to show that.

    Raises:
        OSError: the file cannot be read.
        DamagedRecordError: the record is not what it was.
        ContentEncodingError: its encodings cannot be undone.
    """
    if found.record_offset is not None:
        from flows.sources.archives.raw_archive import read_record

        return read_record(Path(found.path), found.record_offset, limit).content
    with Path(found.path).open("rb") as file:
        return file.read(limit + 1)


@contextmanager
def limit_time(seconds: float) -> Iterator[None]:
    """Raise `DocumentTimeoutError` in the block after so many seconds.

    It reaches Python code only: what hangs inside a C extension is ended from outside, by `runners`. Outside
    a process's main thread (the `threads` runner) there is no alarm, and no limit.
    """
    from transforms.errors import DocumentTimeoutError

    def raise_timeout(signum: int, frame: FrameType | None) -> None:
        raise DocumentTimeoutError(f"took longer than {seconds:g} s")

    try:
        before = signal.signal(signal.SIGALRM, raise_timeout)
    except ValueError:
        yield
        return
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)

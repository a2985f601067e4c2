"""Where batches run, and how they are supervised.

A batch is one Prefect task, whatever the runner: Prefect's own thread, Dask or Ray task runner decides where
the task runs, and the task hands the batch to a supervised pool of worker processes. Under `processes` there
is one pool for the flow; on a cluster each of its processes has a pool of one. Under `threads` batches
run in this process, one at a time and unsupervised: for debugging, and where processes cannot start.

A document that hangs, exhausts the memory or kills its worker affects no other: the worker records which document
it is reading; that document is tried once more by itself and refused if it fails again; the others load. If only the
batch as a whole is too much, it is split.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import forkserver, resource_tracker
from multiprocessing.context import ForkServerContext
from multiprocessing.synchronize import RLock
from pathlib import Path
from threading import Event, Lock
from typing import Any

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from flows.errors import FlowError, WorkerStartError, storing
from flows.settings import Settings
from flows.workers.processes import start_beyond_interrupts
from flows.workers.staging import remove_part
from flows.workers.worker import BatchJob, run_batch, start_worker

POLL_SECONDS = 0.25
# A document is first interrupted from inside (DATELINE_DOCUMENT_TIMEOUT); only what ignores that is killed.
GRACE_SECONDS = 5.0
OUTSIDE_DOCUMENT = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a supervised call failed, and at which document."""

    reason: str
    detail: str
    document_id: str


class SupervisedPool:
    """A pool of worker processes, each limited in memory, each document limited in time."""

    def __init__(
        self,
        workers: int,
        models: tuple[str, ...],
        memory_mb: int,
        document_timeout: float,
        grace: float = GRACE_SECONDS,
    ) -> None:
        self.document_timeout, self.grace = document_timeout, grace
        self._closed = Event()
        self._context = make_context()
        self._pool = ProcessPool(
            max_workers=workers,
            initializer=start_worker,
            initargs=(models, memory_mb),
            context=self._context,
        )

    @property
    def is_usable(self) -> bool:
        """Whether calls can be made: a pool whose workers did not start cannot be used again."""
        return bool(self._pool.active)

    def warm(self) -> None:
        """Let the workers start and load their models while the caller does something else.

        Raises:
            WorkerStartError: they cannot even begin to.
        """
        self._schedule(abs, 0)

    def close(self) -> None:
        """End the workers at once; what they were doing is lost."""
        self._closed.set()
        self._pool.stop()
        self._pool.join()
        self._context.forget_locks()

    def run(self, job: BatchJob) -> list[Path]:
        """Run a batch to staged parts, whatever its documents do.

        Returns:
            One part; several where the batch had to be split because only together its documents are too much.

        Raises:
            WorkerStartError: workers die before they reach a document.
            FlowError: the pool was closed meanwhile.
            StorageError: the part cannot be written.
        """
        refusals = dict(job.refusals)
        starts_left = 3
        while True:
            outcome = self.call(replace(job, refusals=refusals))
            if isinstance(outcome, Path):
                return [outcome]
            if outcome.document_id == OUTSIDE_DOCUMENT and starts_left > 1:
                starts_left -= 1
            elif outcome.document_id != OUTSIDE_DOCUMENT and self.fails_alone(job, outcome.document_id):
                refusals[outcome.document_id] = (outcome.reason, outcome.detail)
            elif len(job.documents) > 1:
                return [part for half in split_job(replace(job, refusals=refusals)) for part in self.run(half)]
            elif outcome.document_id == OUTSIDE_DOCUMENT:
                raise WorkerStartError(f"a worker process died before its first document: {outcome.detail}")
            else:
                refusals[outcome.document_id] = (outcome.reason, outcome.detail)

    def fails_alone(self, job: BatchJob, document_id: str) -> bool:
        """Try a document by itself: it may have been the others that filled the memory."""
        alone = tuple(found for found in job.documents if found.document_id == document_id)
        trial = replace(job, documents=alone, part=job.part.with_name(f"{job.part.name}.trial"))
        outcome = self.call(trial)
        if isinstance(outcome, Failure):
            return True
        remove_part(outcome)
        return False

    def _schedule(self, work: Callable[..., Any], argument: object) -> ProcessFuture[Any]:
        """Schedule a call; the first starts the workers."""
        try:
            return self._pool.schedule(work, args=(argument,))
        except RuntimeError as error:  # BrokenProcessPool is one
            problem = str(error) or repr(error.__cause__)
            raise WorkerStartError(f"worker processes do not start: {problem}; their own messages are above") from error

    def call(self, job: BatchJob) -> Path | Failure:
        """Make one supervised call."""
        with storing(job.marker):
            job.marker.unlink(missing_ok=True)
        future: ProcessFuture[Path] = self._schedule(run_batch, job)
        while not wait([future], timeout=POLL_SECONDS).done:
            if self._closed.is_set():  # what waited in a pool that ends never gets an outcome
                raise FlowError("the run was cancelled")
            document_id, since = read_marker(job.marker)
            if document_id and time.time() - since > self.document_timeout + self.grace:
                future.cancel()
                detail = f"took longer than {self.document_timeout:g} s and had to be killed"
                return Failure("timeout", detail, document_id)
        try:
            return future.result()
        except ProcessExpired as error:
            document_id, _ = read_marker(job.marker)
            return Failure("crashed_worker", f"its worker died with exit code {error.exitcode}", document_id)
        except BrokenProcessPool as error:
            raise WorkerStartError("worker processes do not start; their own messages are above") from error
        except MemoryError:
            document_id, _ = read_marker(job.marker)
            return Failure(
                "out_of_memory", "reached the memory limit of its worker (DATELINE_WORKER_MEMORY_MB)", document_id
            )
        except CancelledError as error:
            raise FlowError("the run was cancelled") from error


class WorkerContext(ForkServerContext):
    """Starts workers, and keeps the locks that they share until it is told to forget them.

    A pool that is stopped drops its locks, and with them their names, before it ends its workers: one that was about to
    start would look for them and fail with a traceback.
    """

    def __init__(self) -> None:
        super().__init__()
        self._locks: list[RLock] = []

    def RLock(self) -> RLock:  # noqa: N802  so it is called
        """Make a lock."""
        self._locks.append(super().RLock())
        return self._locks[-1]

    def forget_locks(self) -> None:
        """Let go of the locks: nobody is to start any more."""
        self._locks.clear()


def make_context() -> WorkerContext:
    """Give the way in which workers start: forked from a server without threads that has everything loaded.

    A model is so loaded once, and its pages are shared by however many workers.
    """
    context = WorkerContext()
    context.set_forkserver_preload(["flows.workers.preload"])
    # A run that is interrupted ends its workers itself: one that died of the signal while it started would hold it up.
    # Its tracker of resources goes first: it lets signals through to whatever its thread starts after it.
    start_beyond_interrupts(resource_tracker.ensure_running)
    start_beyond_interrupts(forkserver.ensure_running)
    return context


def read_marker(marker: Path) -> tuple[str, float]:
    """Read which document a worker is reading, and since when; it may be none."""
    try:
        document_id, since = marker.read_text().split()
    except (FileNotFoundError, ValueError):
        return OUTSIDE_DOCUMENT, 0.0
    return document_id, float(since)


def split_job(job: BatchJob) -> tuple[BatchJob, BatchJob]:
    """Cut a batch in two, each half with a part of its own; what is known of its documents goes along."""
    middle = len(job.documents) // 2
    first, second = job.documents[:middle], job.documents[middle:]
    return (
        replace(job, documents=first, part=job.part.with_name(f"{job.part.name}-a")),
        replace(job, documents=second, part=job.part.with_name(f"{job.part.name}-b")),
    )


@dataclass
class _Pools:
    """The pools of this process: one for the flow, or one in each process of a cluster."""

    by_shape: dict[tuple[Any, ...], SupervisedPool] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)


_POOLS = _Pools()
_ONE_AT_A_TIME = Lock()  # a loaded pipeline works in buffers of its own: two threads in it would mix their articles


def get_pool(workers: int, models: Mapping[str, str], memory_mb: int, document_timeout: float) -> SupervisedPool:
    """Give this process's pool of that shape, starting it the first time."""
    shape = (workers, tuple(sorted(set(models.values()))), memory_mb, document_timeout)
    with _POOLS.lock:
        pool = _POOLS.by_shape.get(shape)
        if pool is None or not pool.is_usable:
            pool = _POOLS.by_shape[shape] = SupervisedPool(*shape)
        return pool


def close_pools() -> None:
    """End every pool of this process."""
    with _POOLS.lock:
        while _POOLS.by_shape:
            _POOLS.by_shape.popitem()[1].close()


def warm_pool(settings: Settings) -> None:
    """Start the workers of a local runner early, so that they load their models while Prefect starts."""
    if settings.runner == "processes":
        get_pool(settings.workers, settings.models(), settings.worker_memory_mb, settings.document_timeout).warm()


def run_supervised(job: BatchJob, settings: Settings) -> list[Path]:
    """Run a batch where the setting says, from inside its Prefect task.

    Returns:
        The directories of the staged parts.
    """
    if settings.runner == "threads":
        with _ONE_AT_A_TIME:
            return [run_batch(job)]
    workers = settings.workers if settings.runner == "processes" else 1
    pool = get_pool(workers, settings.models(), settings.worker_memory_mb, settings.document_timeout)
    return pool.run(job)


@contextmanager
def open_task_runner(settings: Settings) -> Iterator[Any]:
    """Open the Prefect task runner that the setting names.

    Raises:
        FlowError: the extra that the runner needs is not installed.
    """
    kind, _, address = settings.runner.partition("://")
    with make_task_runner(kind, address, settings.workers) as runner:
        yield runner


def make_task_runner(kind: str, address: str, workers: int) -> Any:
    """Make a Prefect task runner; Dask's and Ray's come with the extras of those names."""
    if kind in ("processes", "threads"):
        from prefect.task_runners import ThreadPoolTaskRunner

        return ThreadPoolTaskRunner(max_workers=workers)
    try:
        if kind == "dask":
            import dask
            from prefect_dask import DaskTaskRunner

            if address:
                return DaskTaskRunner(address=f"tcp://{address}")
            dask.config.set({"distributed.worker.daemon": False})  # else a worker may not start the child it supervises
            return DaskTaskRunner(cluster_kwargs={"n_workers": workers, "threads_per_worker": 1})
        from prefect_ray import RayTaskRunner

        return RayTaskRunner(address=f"ray://{address}" if address else None)
    except ImportError as error:
        raise FlowError(
            f"DATELINE_RUNNER={kind}: install the extra it needs: pip install 'dateline[{kind}]'"
        ) from error

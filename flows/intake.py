"""Puts documents into batches, batches to workers and finished parts into the warehouse, as they come."""

from __future__ import annotations

import math
from collections.abc import Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from datetime import datetime
from queue import Empty, SimpleQueue
from typing import Any

from prefect.exceptions import CancelledRun, TerminationSignal

from flows import tasks
from flows.errors import FlowError, WorkerStartError
from flows.report import RunProgress
from flows.run import Run
from flows.sources.documents import FoundDocument
from flows.workers.worker import BatchJob
from warehouse import ledger
from warehouse.connection import Connection
from warehouse.errors import DatabaseWriteError, PartError

WAITING_BATCHES = 4  # a worker, beyond those that are at work: enough that none is idle, few enough for memory and disk


@dataclass
class Intake:
    """Takes the documents of one run, in any portions, until it is closed.

    What needs no transform (unchanged, skipped, failed, ...) goes to the ledger at once; the rest is cut into batches
    of the size set.
    """

    con: Connection
    run: Run
    runner: Any
    progress: RunProgress
    _waiting: list[FoundDocument] = field(default_factory=list)
    _jobs: dict[Any, BatchJob] = field(default_factory=dict)  # by future
    _finished: SimpleQueue[Any] = field(default_factory=SimpleQueue)
    _batches: int = 0
    _has_loaded: bool = False  # a batch of this run

    def take(self, documents: Sequence[FoundDocument]) -> None:
        """Take documents that a source yielded; blocks while the workers have more than enough to do."""
        todo = self.settle_known(documents)
        self.progress.advance(len(documents) - len(todo))
        self._waiting += todo
        while len(self._waiting) >= self.run.settings.batch_size:
            self.submit(self.run.settings.batch_size)

    def settle_known(self, documents: Sequence[FoundDocument]) -> list[FoundDocument]:
        """Record in the ledger what needs no processing; return the rest."""
        known = ledger.known_documents(self.con, [document.document_id for document in documents])
        todo, outcomes = [], []
        for document in documents:
            before = known.get(document.document_id)
            state = document.state or ("unchanged" if self.is_known(document, before) else None)
            if state is None:
                todo.append(document)
            else:
                outcomes.append(describe_outcome(document, state, self.run.started_at))
        if outcomes:
            ledger.record_outcomes(self.con, self.run.run_id, outcomes)
        return todo

    def is_known(self, document: FoundDocument, before: ledger.KnownDocument | None) -> bool:
        """Tell whether the warehouse already has the content of this document."""
        if before is None or self.run.is_again or (self.run.is_retry and before.status == "quarantined"):
            return False
        return (before.content_sha256, before.hints_sha256) == (document.content_sha256, document.hints_sha256)

    def flush(self) -> None:
        """Send off what waits for a full batch, divided so that no worker is idle."""
        size = max(1, math.ceil(len(self._waiting) / self.run.settings.workers))
        while self._waiting:
            self.submit(size)

    def submit(self, size: int) -> None:
        """Send off a batch, once there is room for it."""
        while len(self._jobs) >= (1 + WAITING_BATCHES) * self.run.settings.workers:
            self.load_finished(wait=True)
        documents, self._waiting = self._waiting[:size], self._waiting[size:]
        self._batches += 1
        job = BatchJob(
            run_id=self.run.run_id,
            batch=self._batches,
            documents=tuple(documents),
            part=self.run.staging / f"batch-{self._batches:05d}",
            models=self.run.settings.models(),
            max_body_bytes=self.run.settings.max_body_bytes,
            document_timeout=self.run.settings.document_timeout,
            seen_at=self.run.started_at,
        )
        future = self.runner.submit(tasks.transform, {"job": job, "settings": self.run.settings})
        self._jobs[future] = job
        future.add_done_callback(self._finished.put)

    @property
    def is_idle(self) -> bool:
        """Whether a worker is without work."""
        return len(self._jobs) < self.run.settings.workers

    def load_finished(self, *, wait: bool = False) -> None:
        """Load the parts of every batch that is done; with `wait`, of one at least."""
        while True:
            try:
                future = self._finished.get(block=wait)
            except Empty:
                return
            job = self._jobs.pop(future)
            self.load_batch(job, future)
            self.progress.advance(len(job.documents))
            wait = False

    def load_batch(self, job: BatchJob, future: Any) -> None:
        """Load the parts of a batch; if that fails, its documents have failed and the run goes on.

        What stands in the way of every batch ends the run all the same: no room in the database, workers of which
        none ever started, a cancelled run.
        """
        try:
            for part in future.result():
                tasks.load(self.con, part)
        except PartError as error:
            self.fail_batch(job, "bad_part", str(error))
        except WorkerStartError as error:
            if not self._has_loaded:
                raise
            self.fail_batch(job, "batch_failed", str(error))
        except (FlowError, DatabaseWriteError, CancelledError, CancelledRun, TerminationSignal):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is this batch's: its documents say so
            self.fail_batch(job, "batch_failed", f"{type(error).__name__}: {error}")
        else:
            self._has_loaded = True

    def fail_batch(self, job: BatchJob, reason: str, detail: str) -> None:
        """Record the documents of a lost batch as failed; without a digest they count as new next time.

        Those that another part of the batch settled keep what they have.
        """
        failed = [replace(found, state="failed", reason=reason, detail=detail) for found in job.documents]
        outcomes = [
            replace(describe_outcome(one, "failed", self.run.started_at), content_sha256=None) for one in failed
        ]
        ledger.record_outcomes(self.con, self.run.run_id, outcomes)

    def close(self) -> None:
        """Send off and load all that is left."""
        self.flush()
        while self._jobs:
            self.load_finished(wait=True)


def describe_outcome(document: FoundDocument, state: str, seen_at: datetime) -> ledger.DocumentOutcome:
    """Describe for the ledger what became of a document that no batch takes."""
    return ledger.DocumentOutcome(
        document_id=document.document_id,
        source_id=document.source_id,
        location=document.location,
        state=state,
        seen_at=seen_at,
        reason=document.reason,
        detail=document.detail,
        content_sha256=document.content_sha256,
    )

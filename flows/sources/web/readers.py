"""Readers of slow sources, running beside the workers and emitting what they find as they find it.

Web archives on disk are read in one thread, the web in another, each as one Prefect task. They pass what
they find to the flow through a queue of bounded length, so that they never run far ahead of the workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextvars import copy_context
from dataclasses import dataclass, field
from queue import Empty, Full, Queue
from threading import Event as Flag
from threading import Thread
from typing import Any

from flows.errors import ReadersStoppedError
from flows.sources.web.listings import Event

QUEUE_LENGTH = 5000
POLL_SECONDS = 0.1
PORTION = 500  # events that the flow gets at one time: the ledger is told of them in one statement


@dataclass
class Readers:
    """The running readers. `start` each, then iterate over `portions`; `stop` ends those still running."""

    _queue: Queue[Event | BaseException | None] = field(default_factory=lambda: Queue(QUEUE_LENGTH))
    _threads: list[Thread] = field(default_factory=list)
    _stopped: Flag = field(default_factory=Flag)

    def start(self, name: str, read: Callable[..., Any], *arguments: Any) -> None:
        """Call `read(readers, *arguments)` in a thread that has this flow's context."""
        context = copy_context()

        def run() -> None:
            try:
                context.run(read, self, *arguments)
            except ReadersStoppedError:
                pass
            except BaseException as error:  # noqa: BLE001  the flow's own thread raises it
                self.put(error)
            finally:
                self.put(None)

        self._threads.append(Thread(target=run, name=name, daemon=True))
        self._threads[-1].start()

    def emit(self, event: Event) -> None:
        """Pass something that was found to the flow; waits for room in the queue.

        Raises:
            ReadersStoppedError: the flow has stopped.
        """
        if not self.put(event):
            raise ReadersStoppedError

    @property
    def has_room(self) -> bool:
        """Whether there is room to emit without a long wait; readers that must not block check this first."""
        return self._queue.qsize() < QUEUE_LENGTH // 2

    @property
    def is_stopped(self) -> bool:
        """Whether the flow has stopped reading."""
        return self._stopped.is_set()

    def put(self, event: Event | BaseException | None) -> bool:
        """Put something in the queue; False where the flow has stopped reading it."""
        while not self._stopped.is_set():
            try:
                self._queue.put(event, timeout=POLL_SECONDS)
            except Full:
                continue
            return True
        return False

    def portions(self) -> Iterator[list[Event]]:
        """Yield what is found, in lists (empty ones while nothing comes), until every reader is done.

        Raises:
            BaseException: whatever ended a reader.
        """
        running = len(self._threads)
        while running:
            portion: list[Event] = []
            try:
                event = self._queue.get(timeout=POLL_SECONDS)
                while True:
                    if event is None:
                        running -= 1
                    elif isinstance(event, BaseException):
                        raise event
                    else:
                        portion.append(event)
                    if len(portion) >= PORTION or not running:
                        break
                    event = self._queue.get_nowait()
            except Empty:
                pass
            yield portion

    def stop(self) -> None:
        """End the readers and wait for them."""
        self._stopped.set()
        for thread in self._threads:
            thread.join()


async def run_until_stopped(readers: Readers, work: Coroutine[Any, Any, None]) -> None:
    """Do asynchronous work until it is done or the flow has stopped reading."""
    task = asyncio.ensure_future(work)
    while not task.done() and not readers.is_stopped:
        await asyncio.wait([task], timeout=POLL_SECONDS)
    task.cancel()  # once: a second time would interrupt the closing of what the first has interrupted
    await asyncio.wait([task])
    if not task.cancelled():
        task.result()

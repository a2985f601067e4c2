"""How often a host is asked, and how long it is left alone if it asks for that."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from flows.sources.http.answers import FetchError
from flows.sources.http.robots import MAX_DELAY, Robots

GIVE_UP = 10  # addresses in a row that end in no answer, after which a host is left alone for the run
LONGEST_HOLD = 7200.0  # seconds of the pauses that one host asks for, all together, in one run
LONGEST_PAUSE = (
    60.0  # seconds that a run waits for a host which asks for one: what takes longer is left to the next run
)


class Host:
    """One host's turns: one request at a time, each at least an interval after the host got the one before.

    When it got it, nobody tells us: not before it was sent, and not later than the answer came, less the time that the
    host's quickest answer took. The later of the two is what counts, so that a host which is slow to take a request
    does not find two of them together.
    """

    def __init__(self, name: str, interval: float) -> None:
        self.name, self.interval = name, interval
        self.robots: Robots | None = None
        self.robots_lock = asyncio.Lock()
        self._lock = asyncio.Lock()
        self._next_start = 0.0
        self._paused_until = 0.0
        self._sent_at: float | None = None
        self._quickest: float | None = None
        self._failures = 0
        self._held = 0.0
        self._own_interval = interval

    @asynccontextmanager
    async def take_turn(self, slots: asyncio.Semaphore) -> AsyncIterator[None]:
        """Wait for the turn, and then for one of the run's connections.

        Raises:
            FetchError: the host has asked for a pause that is too long to wait for.
        """
        async with self._lock:
            pause = self._paused_until - time.monotonic()
            if pause > LONGEST_PAUSE:
                words = f"{self.name} has asked for a pause, of which {pause:.0f} s are left: try again later"
                raise FetchError("http_status", words)
            start = time.monotonic()
            while (wait := max(self._next_start, self._paused_until) - time.monotonic()) > 0:
                await asyncio.sleep(wait)
            self._held += max(0.0, time.monotonic() - start - self._own_interval)
            async with slots:
                try:
                    yield
                finally:
                    if self._sent_at is not None:  # and not answered
                        self._next_start = time.monotonic() + self.interval

    def mark_sent(self) -> None:
        """Note that a request is being sent."""
        self._sent_at = time.monotonic()

    def mark_answered(self) -> None:
        """Note that its answer has begun to come."""
        if self._sent_at is None:
            return
        now = time.monotonic()
        self._failures = 0
        self._next_start = max(self._sent_at, now - (self._quickest or 0.0)) + self.interval
        taken = now - self._sent_at
        self._quickest = taken if self._quickest is None else min(self._quickest, taken)
        self._sent_at = None

    def count_failure(self, refusal: FetchError) -> None:
        """Note that an address ended in no answer at all."""
        self._failures += refusal.reason in ("connection", "fetch_timeout")

    def check_failures(self) -> None:
        """Refuse to ask a host that does not answer, so that it does not delay the run for hours.

        Raises:
            FetchError: it has failed too often, and never answered in between.
        """
        if self._failures >= GIVE_UP:
            words = f"{self.name} has not answered {GIVE_UP} times in a row, so this run does not ask it again"
            raise FetchError("connection", words)

    def check_patience(self) -> None:
        """Refuse to ask a host that wants longer pauses than a run waits: only its own pages are delayed.

        Raises:
            FetchError: its robots.txt wants too long a delay, or its pauses have added up.
        """
        if self.interval > max(MAX_DELAY, self._own_interval):
            words = f"{self.name}/robots.txt asks for {self.interval:g} s between two requests, more than {MAX_DELAY:g}"
            raise FetchError("crawl_delay", f"{words}: this run does not ask the host")
        if self._held > LONGEST_HOLD:
            words = f"{self.name} has asked for pauses of {self._held:.0f} s in all during this run: try again later"
            raise FetchError("http_status", words)

    def pause(self, seconds: float) -> None:
        """Leave the host alone for a time."""
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)

    def heed_robots(self, robots: Robots) -> None:
        """Go by the host's robots.txt from here on, its delay from the last request's start included."""
        self.robots = robots
        longer = max(self.interval, robots.delay)
        self._next_start += min(longer, MAX_DELAY) - min(self.interval, MAX_DELAY)
        self.interval = longer

"""When to ask again: feeds by what they say and how often they have published, pages by their age.

A feed is asked about as often as it publishes: once for every new entry to be expected at its rate. It is never asked
before its `ttl` or its Cache-Control have run out, nor in hours and on days that it asks to skip, and after failures
ever more rarely. What a feed asks for is heard up to a day (a `ttl` of a year is a mistake); skipped days may add up to
a week.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from flows.sources.formats.feeds import Feed
from flows.sources.values import Fetched
from transforms.dates.instants import read_moment

SHORTEST = timedelta(minutes=10)
LONGEST = timedelta(hours=24)
UNKNOWN = timedelta(hours=1)  # of a feed of which nothing is known yet
HOUR = timedelta(hours=1)
SKIPPABLE_HOURS = 7 * 24
KEPT_POLLS = 12
KEPT_DATES = 20
RATE_WINDOW = timedelta(days=30)
MAX_DOUBLINGS = 8  # ten minutes, eight times doubled, are more than a day

PAGE_SHARE = 4
PAGE_SHORTEST = timedelta(hours=1)
PAGE_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Poll:
    """One time that a feed was asked and answered: when, and how many entries were new to us."""

    asked_at: datetime
    new_count: int


@dataclass(frozen=True, slots=True)
class FeedState:
    """What is known of a feed between two runs.

    `polls` are the last that were answered, oldest first. `entry_dates` are those of its newest entries.
    `failure_count` counts failures since the last answer. A feed that is gone (410) is never due, until it answers a
    run that asks every source.
    """

    last_asked_at: datetime | None = None
    last_changed_at: datetime | None = None
    polls: tuple[Poll, ...] = ()
    entry_dates: tuple[datetime, ...] = ()
    failure_count: int = 0
    ttl_seconds: int | None = None
    expires_after: float | None = None
    skip_hours: frozenset[int] = frozenset()
    skip_days: frozenset[int] = frozenset()
    is_gone: bool = False


def is_due(state: FeedState, now: datetime) -> bool:
    """Tell whether a feed is to be asked."""
    due = next_due(state)
    return due is not None and due <= now


def next_due(state: FeedState) -> datetime | None:
    """Give the instant from which a feed is to be asked again; None if never.

    >>> asked = datetime(2031, 5, 2, 12, tzinfo=UTC)
    >>> next_due(FeedState(last_asked_at=asked, ttl_seconds=5400)).isoformat()
    '2031-05-02T13:30:00+00:00'
    """
    if state.is_gone:
        return None
    if state.last_asked_at is None:
        return datetime.min.replace(tzinfo=UTC)
    pause = estimate_gap(state) * 2 ** min(state.failure_count, MAX_DOUBLINGS)
    wanted = max(pause.total_seconds(), state.ttl_seconds or 0, state.expires_after or 0)
    return leave_skipped(state.last_asked_at + timedelta(seconds=min(wanted, LONGEST.total_seconds())), state)


def estimate_gap(state: FeedState) -> timedelta:
    """Estimate how long it takes a feed to publish one entry, within bounds.

    What polls found counts most, since dates can be of anything; dates serve until there have been a few polls.
    """
    if state.last_asked_at is None:
        return UNKNOWN
    gap = gap_of_polls(state.polls) or gap_of_dates(state.entry_dates, state.last_asked_at) or UNKNOWN
    return min(max(gap, SHORTEST), LONGEST)


def gap_of_polls(polls: tuple[Poll, ...]) -> timedelta | None:
    """Divide the time between the first and the last poll by what came in it; silence counts as half an entry."""
    if len(polls) < 4:
        return None
    found = sum(poll.new_count for poll in polls[1:])
    return max(polls[-1].asked_at - polls[0].asked_at, timedelta(0)) / (found or 0.5)


def gap_of_dates(dates: tuple[datetime, ...], asked_at: datetime) -> timedelta | None:
    """Divide the time since the oldest of the recent dates by their number, so that silence since then counts."""
    recent = [date for date in dates if asked_at - RATE_WINDOW <= date <= asked_at]
    return (asked_at - min(recent)) / len(recent) if len(recent) >= 2 else None


def leave_skipped(due: datetime, state: FeedState) -> datetime:
    """Move an instant to the first hour (UTC) that the feed does not ask to skip; a feed that skips all means none."""
    moved = due.astimezone(UTC)
    for _ in range(SKIPPABLE_HOURS + 1):
        if moved.hour not in state.skip_hours and moved.weekday() not in state.skip_days:
            return moved
        moved = moved.replace(minute=0, second=0, microsecond=0) + HOUR
    return due


def learn_from(state: FeedState, fetched: Fetched, feed: Feed | None = None, new_count: int = 0) -> FeedState:
    """Note what asking a feed brought: `feed` where there was one to read, `new_count` the entries new to us.

    An answer that could not be read as a feed counts as a failure, like none at all.
    """
    asked = replace(state, last_asked_at=fetched.fetched_at, expires_after=fetched.expires_after)
    if fetched.status == 410:
        return replace(asked, is_gone=True)
    if feed is None and fetched.state != "unchanged":
        return replace(asked, failure_count=state.failure_count + 1)
    polls = (*state.polls, Poll(fetched.fetched_at, new_count))[-KEPT_POLLS:]
    answered = replace(asked, failure_count=0, is_gone=False, polls=polls)
    if new_count:
        answered = replace(answered, last_changed_at=fetched.fetched_at)
    if feed is None:
        return answered
    return replace(
        answered,
        entry_dates=read_dates(feed),
        ttl_seconds=feed.ttl_seconds,
        skip_hours=feed.skip_hours,
        skip_days=feed.skip_days,
    )


def read_dates(feed: Feed) -> tuple[datetime, ...]:
    """List the dates of a feed's newest entries, newest first."""
    moments = (read_moment(entry.published or entry.updated or "") for entry in feed.entries)
    return tuple(sorted((moment.at for moment in moments if moment), reverse=True)[:KEPT_DATES])


def dump_state(state: FeedState) -> str:
    """Write a state as JSON, for the ledger."""
    return json.dumps(asdict(state), default=write_value)


def write_value(value: Any) -> Any:
    """Write what JSON has no form for."""
    return value.isoformat() if isinstance(value, datetime) else sorted(value)


def load_state(text: str) -> FeedState:
    """Read a state that `dump_state` wrote.

    >>> load_state(dump_state(FeedState(ttl_seconds=60, skip_hours=frozenset({3})))).skip_hours
    frozenset({3})
    """
    found = json.loads(text)
    return FeedState(
        last_asked_at=read_instant(found["last_asked_at"]),
        last_changed_at=read_instant(found["last_changed_at"]),
        polls=tuple(Poll(datetime.fromisoformat(poll["asked_at"]), poll["new_count"]) for poll in found["polls"]),
        entry_dates=tuple(map(datetime.fromisoformat, found["entry_dates"])),
        failure_count=found["failure_count"],
        ttl_seconds=found["ttl_seconds"],
        expires_after=found["expires_after"],
        skip_hours=frozenset(found["skip_hours"]),
        skip_days=frozenset(found["skip_days"]),
        is_gone=found["is_gone"],
    )


def read_instant(raw: str | None) -> datetime | None:
    """Read an instant that may be absent."""
    return datetime.fromisoformat(raw) if raw else None


def page_due_at(first_seen_at: datetime, last_asked_at: datetime) -> datetime:
    """Give the instant from which a known page is to be asked again: after a quarter of the age it then had.

    News is corrected in its first hours and hardly ever later, so a page is asked at one hour of age, and then at ages
    that grow by a quarter each time, never sooner than after an hour nor later than after thirty days.

    >>> page_due_at(datetime(2031, 5, 1, tzinfo=UTC), datetime(2031, 5, 3, tzinfo=UTC)).isoformat()
    '2031-05-03T12:00:00+00:00'
    """
    return last_asked_at + min(max((last_asked_at - first_seen_at) / PAGE_SHARE, PAGE_SHORTEST), PAGE_LONGEST)


def page_is_due(first_seen_at: datetime, last_asked_at: datetime, now: datetime) -> bool:
    """Tell whether a known page is to be asked again."""
    return page_due_at(first_seen_at, last_asked_at) <= now

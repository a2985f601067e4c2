"""When feeds and pages are asked again: what they say is heard, what was learnt counts, bounds hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.formats.feeds import Entry, Feed
from flows.sources.values import Fetched
from flows.sources.web.schedule import (
    LONGEST,
    PAGE_LONGEST,
    PAGE_SHORTEST,
    SHORTEST,
    FeedState,
    Poll,
    dump_state,
    is_due,
    learn_from,
    load_state,
    next_due,
    page_due_at,
    page_is_due,
)

NOON = datetime(2031, 5, 2, 12, tzinfo=UTC)  # a Friday
FRESH = FeedState(last_asked_at=NOON)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

instants = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))
states = st.builds(
    FeedState,
    last_asked_at=instants,
    last_changed_at=st.none() | instants,
    polls=st.lists(st.builds(Poll, instants, st.integers(0, 500)), max_size=12).map(
        lambda polls: tuple(sorted(polls, key=lambda poll: poll.asked_at))
    ),
    entry_dates=st.lists(instants, max_size=20).map(tuple),
    failure_count=st.integers(0, 100),
    ttl_seconds=st.none() | st.integers(1, 10**10),
    expires_after=st.none() | st.floats(0, 1e12),
    skip_hours=st.frozensets(st.integers(0, 23)),
    skip_days=st.frozensets(st.integers(0, 6)),
)


def pause(state: FeedState) -> timedelta:
    due = next_due(state)
    assert due is not None
    assert state.last_asked_at is not None
    return due - state.last_asked_at


def fetched(**fields: object) -> Fetched:
    return Fetched("https://a.example/f", "https://a.example/f", NOON, status=200, **fields)  # type: ignore[arg-type]


def polls(*counts: int, every: timedelta = HOUR) -> tuple[Poll, ...]:
    return tuple(Poll(NOON - every * (len(counts) - 1 - place), count) for place, count in enumerate(counts))


def test_a_feed_never_asked_is_due_at_once() -> None:
    assert is_due(FeedState(), NOON)


def test_a_feed_of_which_nothing_is_known_is_asked_every_hour() -> None:
    assert pause(FRESH) == HOUR
    assert not is_due(FRESH, NOON + 59 * MINUTE)
    assert is_due(FRESH, NOON + HOUR)


def test_ttl_and_cache_control_are_waited_for() -> None:
    assert pause(replace(FRESH, ttl_seconds=7200)) == 2 * HOUR
    assert pause(replace(FRESH, ttl_seconds=60)) == HOUR
    assert pause(replace(FRESH, ttl_seconds=7200, expires_after=10_800.0)) == 3 * HOUR
    assert pause(replace(FRESH, expires_after=31_536_000.0)) == LONGEST


def test_the_rate_is_learnt_from_dates_and_then_from_polls() -> None:
    dated = replace(FRESH, entry_dates=tuple(NOON - 20 * MINUTE * n for n in range(1, 13)))
    assert pause(dated) == 20 * MINUTE
    silent = replace(dated, last_asked_at=NOON + 24 * HOUR)
    assert pause(silent) == timedelta(minutes=20 * 12 + 24 * 60) / 12
    assert pause(replace(dated, polls=polls(30, 2, 2, 2, 2))) == 30 * MINUTE
    assert pause(replace(dated, polls=polls(30, 2, 2))) == 20 * MINUTE, "three polls are too few"
    assert pause(replace(dated, polls=polls(30, 0, 0, 0, 0))) == 8 * HOUR


def test_dates_of_the_future_or_of_long_ago_teach_nothing() -> None:
    dates = (NOON + HOUR, NOON + 2 * HOUR, NOON - timedelta(days=400), NOON - timedelta(days=500))
    assert pause(replace(FRESH, entry_dates=dates)) == HOUR


def test_failures_double_the_pause_up_to_a_day() -> None:
    busy = replace(FRESH, entry_dates=tuple(NOON - MINUTE * n for n in range(1, 20)))
    assert [pause(replace(busy, failure_count=count)) // MINUTE for count in range(9)] == [
        10, 20, 40, 80, 160, 320, 640, 1280, 1440,
    ]  # fmt: skip


def test_skipped_hours_and_days_are_left() -> None:
    assert next_due(replace(FRESH, skip_hours=frozenset({13, 14}))) == NOON + 3 * HOUR
    weekend = replace(FRESH, last_asked_at=datetime(2031, 5, 2, 23, 30, tzinfo=UTC), skip_days=frozenset({5, 6}))
    assert next_due(weekend) == datetime(2031, 5, 5, tzinfo=UTC)
    assert pause(replace(FRESH, skip_hours=frozenset(range(24)))) == HOUR, "who skips every hour means none"


def test_a_feed_that_is_gone_is_never_asked_again() -> None:
    gone = learn_from(FRESH, replace(fetched(state="skipped", reason="gone"), status=410))
    assert next_due(gone) is None
    assert not is_due(gone, NOON + timedelta(days=10_000))
    absent = learn_from(FRESH, replace(fetched(state="skipped", reason="gone"), status=404))
    assert (absent.failure_count, absent.is_gone) == (1, False)
    assert next_due(learn_from(gone, fetched(), Feed(None, "https://a.example/f"))) is not None


def test_what_an_answer_teaches() -> None:
    feed = Feed(
        "T",
        "https://a.example/f",
        ttl_seconds=1800,
        skip_hours=frozenset({3}),
        skip_days=frozenset({6}),
        entries=(Entry(None, published="2031-05-01T10:00:00+00:00"), Entry(None, updated="2031-05-02"), Entry(None)),
    )
    failed = learn_from(FRESH, fetched(state="failed", reason="http_status"))
    assert failed.failure_count == 1
    assert learn_from(failed, fetched()).failure_count == 2, "an answer that is no feed is a failure"
    read = learn_from(failed, fetched(expires_after=60.0), feed, new_count=3)
    assert read == FeedState(
        last_asked_at=NOON,
        last_changed_at=NOON,
        polls=(Poll(NOON, 3),),
        entry_dates=(datetime(2031, 5, 2, tzinfo=UTC), datetime(2031, 5, 1, 10, tzinfo=UTC)),
        ttl_seconds=1800,
        expires_after=60.0,
        skip_hours=frozenset({3}),
        skip_days=frozenset({6}),
    )
    later = learn_from(read, replace(fetched(state="unchanged"), fetched_at=NOON + HOUR))
    assert later == replace(
        read, last_asked_at=NOON + HOUR, expires_after=None, polls=(Poll(NOON, 3), Poll(NOON + HOUR, 0))
    )


def test_only_the_last_polls_are_kept() -> None:
    state = FRESH
    for _ in range(40):
        state = learn_from(state, fetched(state="unchanged"))
    assert len(state.polls) == 12


@settings(max_examples=50, deadline=None)
@given(states)
def test_bounds_hold(state: FeedState) -> None:
    waited = pause(state)
    assert waited >= SHORTEST
    assert waited >= timedelta(seconds=min(state.ttl_seconds or 0, LONGEST.total_seconds()))
    assert waited >= timedelta(seconds=min(state.expires_after or 0, LONGEST.total_seconds()))
    assert waited <= LONGEST + timedelta(days=7)
    if not state.skip_hours and not state.skip_days:
        assert waited <= LONGEST
    due = next_due(state)
    assert due is not None
    if len(state.skip_hours) < 24 and len(state.skip_days) < 7:
        assert due.hour not in state.skip_hours
        assert due.weekday() not in state.skip_days


@settings(max_examples=50, deadline=None)
@given(states, st.integers(0, 20), st.integers(0, 10**6), st.timedeltas(timedelta(0), timedelta(days=9)))
def test_more_failures_longer_lives_and_later_asking_never_bring_a_feed_forward(
    state: FeedState, failures: int, seconds: int, later: timedelta
) -> None:
    due = next_due(state)
    assert due is not None
    for changed in (
        replace(state, failure_count=state.failure_count + failures),
        replace(state, ttl_seconds=(state.ttl_seconds or 0) + seconds),
        replace(state, expires_after=(state.expires_after or 0) + seconds),
        replace(state, entry_dates=(), last_asked_at=(state.last_asked_at or NOON) + later),
    ):
        first = next_due(replace(state, entry_dates=changed.entry_dates))
        second = next_due(changed)
        assert first is not None
        assert second is not None
        assert second >= first


@settings(max_examples=50, deadline=None)
@given(states)
def test_a_state_survives_the_ledger(state: FeedState) -> None:
    assert load_state(dump_state(state)) == state


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(0), HOUR),
        (timedelta(hours=4), HOUR),
        (timedelta(days=2), timedelta(hours=12)),
        (timedelta(days=400), timedelta(days=30)),
    ],
)
def test_a_page_is_asked_again_after_a_quarter_of_its_age(age: timedelta, expected: timedelta) -> None:
    due = page_due_at(NOON - age, NOON)
    assert due - NOON == expected
    assert page_is_due(NOON - age, NOON, due)
    assert not page_is_due(NOON - age, NOON, due - MINUTE)


@given(instants, st.timedeltas(timedelta(days=-1), timedelta(days=5000)))
def test_bounds_of_pages_hold(first_seen_at: datetime, age: timedelta) -> None:
    assert PAGE_SHORTEST <= page_due_at(first_seen_at, first_seen_at + age) - (first_seen_at + age) <= PAGE_LONGEST

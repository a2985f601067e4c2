"""Instants and days out of what pages write: ISO 8601 with its common deviations, and dates in English prose.

An instant needs a clock time and a zone. A time without zone settles only the day (its instant is unknown by up
to a day), and midnight exactly is how many systems write "that day"; both get the precision `day`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from transforms.dates.days import find_days, fold_text
from transforms.dates.months import MONTH_OF_LETTERS
from transforms.dates.printed import tidy_date
from transforms.words.lists import read_table

FIRST_PRINT = datetime(1605, 1, 1, tzinfo=UTC)  # the first printed newspaper, Strasbourg
FUTURE = timedelta(days=2)
FARTHEST_ZONE, ZONE_STEP = timedelta(hours=14), timedelta(minutes=15)

ISO = re.compile(
    r"^\W{0,2}(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:(?:[T\s]\s?|\+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*"
    r"((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2}|[A-Z]{2,4})?)?",
    re.I,
)
CLOCK = re.compile(
    r".{0,14}?(?<!\d)(\d{1,2})[:.h](\d{2})(?::(\d{2}))?(?![.:\d])\s?([ap]\.?\s?m\b\.?)?\s?"
    r"\(?(?:((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2})(?!\d)|((?-i:[A-Z]{2,5}))\b|(UTC|GMT)\b)?",
    re.I,
)
CLOCK_BEFORE = re.compile(
    r"(?<![\d:.])(\d{1,2}):(\d{2})(?::(\d{2}))?\s?([ap]\.?\s?m\b\.?)?\s?"
    r"(?:((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2})|((?-i:[A-Z]{2,5}))\b)?[\s,|·•–—-]{1,4}"
    r"(?:on |le |[^\W\d_]{2,12}\.?,? )?\Z",
    re.I,
)
CLOCK_REACH = 48
# Minutes east of Greenwich by a zone's name and, where several countries use it (CST, IST, BST), the country.
ZONES = {(row["name"], row["country"]): int(row["minutes"]) for row in read_table(__package__, "zones")}
URL_DAY = re.compile(
    r"/((?:19|20)\d{2})(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=/|$)|-(\d{2})-(\d{2})(?=[/_.-]|$)|(\d{2})(\d{2})(?=[/_.-]|$))",
    re.I,
)
URL_MONTH = re.compile(r"/((?:19|20)\d{2})/(0?[1-9]|1[0-2])(?=/|$)")
CLOCK_ZEROS = frozenset(
    ((1970, 1, 1), (1969, 12, 31), (1900, 1, 1), (1899, 12, 30), (1899, 12, 31), (1904, 1, 1), (1753, 1, 1), (1, 1, 1))
)


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as read: `precision` is `instant`, or `day` (then midnight UTC of that day).

    `local` is the time on the writer's clock, where one was given.
    """

    at: datetime
    precision: str
    local: datetime | None = field(default=None, compare=False, repr=False)


class FoundMoment(NamedTuple):
    """A moment and where it stands."""

    start: int
    end: int
    moment: Moment


def read_moment(raw: str, tag: str = "") -> Moment | None:
    """Read the first date or date-time of a text; None where there is none. `tag` is its language, as "en-GB".

    >>> read_moment("2031-05-02T23:30:00-05:00").at.isoformat()
    '2031-05-03T04:30:00+00:00'
    >>> read_moment("2 May 2031, 10:15"), read_moment("May 2, 2031").precision
    (Moment(at=datetime.datetime(2031, 5, 2, 0, 0, tzinfo=datetime.timezone.utc), precision='day'), 'day')
    """
    raw = " ".join(raw[:400].split())[:200]
    return read_iso(raw, tag) or read_epoch(raw) or read_first(raw, tag) or read_first(tidy_date(raw), tag)


def read_first(raw: str, tag: str) -> Moment | None:
    """Read the first date in a text."""
    return next((found.moment for found in find_moments(fold_text(raw), tag)), None)


def read_iso(raw: str, tag: str = "") -> Moment | None:
    """Read ISO 8601 and its common deviations."""
    match = ISO.match(raw)
    if not match:
        return None
    year, month, day, hour, minute, second, half, zone = match.groups()
    clock = None if hour is None else (twenty_four(int(hour), half), int(minute), int(second or 0))
    return make_moment((int(year), int(month), int(day)), clock, zone, tag)


def read_epoch(raw: str) -> Moment | None:
    """Read seconds or milliseconds since 1970, as scripts write them, within 1990 to 2100."""
    if not re.fullmatch(r"\d{9,10}|\d{12,13}", raw):
        return None
    seconds = int(raw) // (1000 if len(raw) > 10 else 1)
    return Moment(datetime.fromtimestamp(seconds, UTC), "instant") if 631152000 <= seconds <= 4102444800 else None


def find_moments(folded: str, tag: str = "") -> Iterator[FoundMoment]:
    """Find the dates and date-times in a text that `fold_text` has seen.

    >>> [found.moment.at.isoformat() for found in find_moments("Updated 5 May 2031 | Published 2 May 2031, 9:15 JST")]
    ['2031-05-05T00:00:00+00:00', '2031-05-02T00:15:00+00:00']
    """
    days = find_days(folded, tag)
    for place, (start, end, day) in enumerate(days):
        limit = days[place + 1].start if place + 1 < len(days) else len(folded)
        after = CLOCK.match(folded[end : min(limit, end + CLOCK_REACH)])
        floor = days[place - 1].end if place else 0
        clock = after or CLOCK_BEFORE.search(folded[max(floor, start - CLOCK_REACH) : start])
        moment = make_moment(day, *read_clock(clock), tag)
        if moment:
            yield FoundMoment(start, end + (after.end() if after else 0), moment)


def read_clock(match: re.Match[str] | None) -> tuple[tuple[int, int, int] | None, str | None]:
    """Give the time of day and the zone of a match; a time that no clock shows is none."""
    if match is None:
        return None, None
    hour, minute, second, half, *zones = match.groups()
    clock = (twenty_four(int(hour), half), int(minute), int(second or 0))
    zone = next(filter(None, zones), None)
    return (clock, zone) if clock[0] < 24 and clock[1] < 60 else (None, None)


def twenty_four(hour: int, half: str | None) -> int:
    """Turn a clock hour with a.m. or p.m. into one of 24."""
    if half and half.lower().startswith("p"):
        return hour if hour >= 12 else hour + 12
    return 0 if half and hour == 12 else hour


def make_moment(
    day: tuple[int, int, int], clock: tuple[int, int, int] | None, zone: str | None, tag: str = ""
) -> Moment | None:
    """Make a moment of numbers; None where they are no date."""
    try:
        midnight = datetime(*day, tzinfo=UTC)
        offset = read_zone(zone, tag)
        if clock is None or (clock == (0, 0, 0) and not offset):
            return Moment(midnight, "day")
        local = datetime(*day, *clock)
        if offset is None:
            return Moment(midnight, "day", local)
        return Moment((local - offset).replace(tzinfo=UTC), "instant", local)
    except (ValueError, OverflowError):
        return None


def read_zone(zone: str | None, tag: str = "") -> timedelta | None:
    """Translate a zone to its offset; None where it is absent, or ambiguous in the country of the page.

    >>> read_zone("UTC+3"), read_zone("IST"), read_zone("IST", "en-IN")
    (datetime.timedelta(seconds=10800), None, datetime.timedelta(seconds=19800))
    """
    if not zone:
        return None
    name = zone.upper()
    minutes = ZONES.get((name, ""), ZONES.get((name, tag[-2:])))
    if minutes is not None:
        return timedelta(minutes=minutes)
    digits = re.fullmatch(r"(?:UTC|GMT)?\s?([+-])(\d{1,2}):?(\d{2})?", zone, re.I)
    if not digits or int(digits[2]) > 14:
        return None
    minutes = int(digits[2]) * 60 + int(digits[3] or 0)
    return timedelta(minutes=-minutes if digits[1] == "-" else minutes)


def read_url_day(url: str) -> Moment | None:
    """Read the day out of a path such as /2031/05/02/.

    >>> read_url_day("https://example.org/news/2031/05/02/bridge").at.date().isoformat()
    '2031-05-02'
    """
    match = URL_DAY.search(url)
    if not match:
        return None
    year, month, day = filter(None, match.groups())
    number = MONTH_OF_LETTERS.get(month.lower(), 0) if month.isalpha() else int(month)
    return make_moment((int(year), number, int(day)), None, None)


def read_url_month(url: str) -> tuple[int, int] | None:
    """Read year and month out of a path such as /2031/05/slug, which names no day.

    >>> read_url_month("https://example.org/2031/05/bridge"), read_url_month("https://example.org/2031/55/bridge")
    ((2031, 5), None)
    """
    match = URL_MONTH.search(url)
    return (int(match[1]), int(match[2])) if match else None


def is_possible(moment: Moment, seen_at: datetime) -> bool:
    """Tell dates that news can have from those of the future, from before print, and from the zero of a clock."""
    day = (moment.at.year, moment.at.month, moment.at.day)
    return FIRST_PRINT <= moment.at <= seen_at + FUTURE and day not in CLOCK_ZEROS


def is_same(day: Moment, instant: Moment) -> bool:
    """Tell whether an instant says more exactly what a day, or a time without zone, says.

    >>> is_same(read_moment("2031-05-02T23:30:00"), read_moment("2031-05-02T23:30:00-05:00"))
    True
    >>> is_same(read_moment("2031-05-02T23:30:00"), read_moment("2031-05-02T20:05:00Z"))
    False
    """
    if day.local is None:
        written = instant.local or instant.at
        return day.at.date() in (written.date(), instant.at.date())
    apart = instant.at.replace(tzinfo=None, second=0) - day.local.replace(second=0)
    return abs(apart) <= FARTHEST_ZONE and not apart % ZONE_STEP

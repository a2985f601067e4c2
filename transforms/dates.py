"""Instants and days out of what pages write: ISO 8601 with its common deviations, and dates in English prose.

An instant needs a clock time and a zone. A time without zone settles only the day (its instant is unknown by up
to a day), and midnight exactly is how many systems write "that day"; both get the precision `day`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

FIRST_PRINT = datetime(1605, 1, 1, tzinfo=UTC)  # the first printed newspaper, Strasbourg
FUTURE = timedelta(days=2)

ISO = re.compile(
    r"^\W{0,2}(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:(?:[T\s]\s?|\+)(\d{1,2}):?(\d{2})(?::?(\d{2})(?:[.,]\d+)?)?\s*(am|pm)?\s*"
    r"((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{1,2}|[A-Z]{2,4})?)?",
    re.I,
)
MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
MONTH = r"(" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
CLOCK = (
    r"(?:.{0,12}?\b(\d{1,2})[:.](\d{2})(?::\d{2})?\s*(a\.?m\.?|p\.?m\.?)?\s*(?:\(?((?:UTC|GMT)\s?[+-]\d{1,2}(?::?\d{2})?|[+-]\d{2}:?\d{2}|\b(?:UTC|GMT|BST|EST|EDT|"
    r"ET|CST|CDT|CT|MST|MDT|MT|PST|PDT|PT|CET|CEST|IST|AEST|AEDT))\b)?)?"
)
PROSE = (
    (re.compile(r"\b" + MONTH + r"\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b" + CLOCK, re.I), (2, 1, 3)),
    (
        re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?" + MONTH + r",?[\s-]+(\d{4})\b" + CLOCK, re.I),
        (1, 2, 3),
    ),
)
ZONES = {
    "Z": 0, "UTC": 0, "GMT": 0, "BST": 60, "CET": 60, "CEST": 120, "EET": 120, "EEST": 180, "MSK": 180,
    "EST": -300, "EDT": -240, "CST": -360, "CDT": -300, "MST": -420, "MDT": -360, "PST": -480, "PDT": -420,
    "IST": 330, "JST": 540, "AEST": 600, "AEDT": 660, "NZST": 720, "NZDT": 780,
}  # fmt: skip
URL_DAY = re.compile(
    r"/((?:19|20)\d{2})(?:/(\d{1,2}|[a-z]{3})/(\d{1,2})(?=/|$)|-(\d{2})-(\d{2})(?=[/_.-]|$)|(\d{2})(\d{2})(?=[/_.-]|$))",
    re.I,
)
CLOCK_ZEROS = frozenset({(1970, 1, 1), (1969, 12, 31), (1900, 1, 1), (1899, 12, 30), (1, 1, 1)})


@dataclass(frozen=True, slots=True)
class Moment:
    """A point in time as read: `precision` is `instant`, or `day` (then midnight UTC of that day)."""

    at: datetime
    precision: str


def read_moment(raw: str) -> Moment | None:
    """Read one date or date-time; None where the words are none.

    >>> read_moment("2031-05-02T23:30:00-05:00").at.isoformat()
    '2031-05-03T04:30:00+00:00'
    >>> read_moment("2 May 2031, 10:15"), read_moment("May 2, 2031").precision
    (Moment(at=datetime.datetime(2031, 5, 2, 0, 0, tzinfo=datetime.timezone.utc), precision='day'), 'day')
    """
    raw = " ".join(raw.split())[:200]
    return read_iso(raw) or read_epoch(raw) or read_prose(raw)


def read_iso(raw: str) -> Moment | None:
    """Read ISO 8601 and its common deviations."""
    match = ISO.match(raw)
    if not match:
        return None
    year, month, day, hour, minute, second, half, zone = match.groups()
    clock = None if hour is None else (twenty_four(int(hour), half), int(minute), int(second or 0))
    return make_moment((int(year), int(month), int(day)), clock, zone)


def read_epoch(raw: str) -> Moment | None:
    """Read seconds or milliseconds since 1970, as scripts write them, within 1990 to 2100."""
    if not re.fullmatch(r"\d{9,10}|\d{12,13}", raw):
        return None
    seconds = int(raw) // (1000 if len(raw) > 10 else 1)
    return Moment(datetime.fromtimestamp(seconds, UTC), "instant") if 631152000 <= seconds <= 4102444800 else None


def read_prose(raw: str) -> Moment | None:
    """Read a date in English words."""
    for pattern, (day_group, month_group, year_group) in PROSE:
        match = pattern.search(raw)
        if match:
            day = (int(match[year_group]), MONTHS[match[month_group].lower()], int(match[day_group]))
            clock = None if match[4] is None else (twenty_four(int(match[4]), match[6]), int(match[5]), 0)
            return make_moment(day, clock, match[7])
    return None


def twenty_four(hour: int, half: str | None) -> int:
    """Turn a clock hour with a.m. or p.m. into one of 24."""
    if half and half.lower().startswith("p"):
        return hour if hour >= 12 else hour + 12
    return 0 if half and hour == 12 else hour


def make_moment(day: tuple[int, int, int], clock: tuple[int, int, int] | None, zone: str | None) -> Moment | None:
    """Make a moment of numbers; None where they are no date."""
    try:
        midnight = datetime(*day, tzinfo=UTC)
        offset = read_zone(zone)
        if clock is None or offset is None or (clock == (0, 0, 0) and offset == timedelta(0)):
            return Moment(midnight, "day")
        return Moment(datetime(*day, *clock, tzinfo=timezone(offset)).astimezone(UTC), "instant")
    except (ValueError, OverflowError):
        return None


def read_zone(zone: str | None) -> timedelta | None:
    """Translate a zone to its offset; None where it is absent or ambiguous ("ET", "CT")."""
    if not zone:
        return None
    if zone.upper() in ZONES:
        return timedelta(minutes=ZONES[zone.upper()])
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
    number = MONTHS.get(month.lower(), 0) if month.isalpha() else int(month)
    return make_moment((int(year), number, int(day)), None, None)


def is_possible(moment: Moment, seen_at: datetime) -> bool:
    """Tell dates that news can have from those of the future, from before print, and from the zero of a clock."""
    day = (moment.at.year, moment.at.month, moment.at.day)
    return FIRST_PRINT <= moment.at <= seen_at + FUTURE and day not in CLOCK_ZEROS

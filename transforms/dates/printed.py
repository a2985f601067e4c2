"""Dates as programs print them (Java, C, Python, JavaScript), brought to the order of a mail's date."""

from __future__ import annotations

import re
import unicodedata

ZONE_NAME = re.compile(r"\s*\([^()]{1,80}\)\s*\Z|\s*\[[\w/+-]{1,60}\]\s*\Z")
BIDI_MARKS = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
OFFSET_BEHIND_NAME = re.compile(r"(?:\b|(?<=\d))(?:GMT|UTC|UT)\s?([+-]\d{1,2}(?::?\d{2})?)(?!\d)")
PRINTED_DATE = re.compile(  # java.util.Date, ctime, Python's asctime; JavaScript's Date
    r"(?P<week>[^\W\d_]{2,12})\.?,? (?P<month>[^\W\d_]{3,12})\.? (?P<day>\d{1,2}),?(?: (?P<year>\d{4}))?"
    r" (?P<clock>\d{1,2}:\d{2}(?::\d{2})?)(?: (?P<zone>[A-Z]{1,5}|[+-]\d{2}:?\d{2}))?"
    r"(?: (?P<last>\d{4})(?: (?P<zone_behind>[+-]\d{2}:?\d{2}))?)?"
)


def tidy_date(raw: str) -> str:
    """Bring what programs print to the order of a mail's date: Java's and C's year behind the zone, JavaScript's day.

    >>> tidy_date("Thu Mar 12 2026 08:30:00 GMT+0100 (Central European Time)")
    'Thu, 12 Mar 2026 08:30:00 +0100'
    >>> tidy_date("Thu Mar 12 08:30:00 CET 2026")
    'Thu, 12 Mar 2026 08:30:00 CET'
    """
    text = " ".join(read_digits(raw[:400]).split())[:200]
    text = ZONE_NAME.sub("", BIDI_MARKS.sub("", text))
    text = OFFSET_BEHIND_NAME.sub(r"\1", text)
    match = PRINTED_DATE.fullmatch(text)
    if not match:
        return text
    zone = match["zone"] or match["zone_behind"] or ""
    year = match["year"] or match["last"]
    return f"{match['week']}, {match['day']} {match['month']} {year} {match['clock']} {zone}".strip()


def read_digits(text: str) -> str:
    """Write the digits of other scripts as ASCII.

    >>> read_digits("١٢ مارس ٢٠٢٦")
    '12 مارس 2026'
    """
    if text.isascii():
        return text
    return "".join(str(unicodedata.digit(one)) if one.isdecimal() else one for one in text)

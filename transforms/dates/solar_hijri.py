"""The Persian calendar (solar Hijri), in which the press of Iran gives its days."""

from __future__ import annotations

from datetime import date

YEARS = range(1300, 1500)
EPOCH = date(622, 3, 22).toordinal()


def to_gregorian(year: int, month: int, day: int) -> tuple[int, int, int]:
    """Turn a day of the Persian calendar into one of ours; leap years go by the cycle of 33, right from 1178 to 1633.

    >>> to_gregorian(1403, 1, 1), to_gregorian(1403, 12, 30), to_gregorian(1410, 6, 23)
    ((2024, 3, 20), (2025, 3, 20), (2031, 9, 14))
    """
    leaps = (8 * year + 21) // 33
    before = 31 * (month - 1) if month <= 7 else 30 * (month - 1) + 6
    found = date.fromordinal(EPOCH - 1 + 365 * (year - 1) + leaps + before + day - 1)
    return found.year, found.month, found.day

"""The parts of a quotation: stretches of the body in order, none of which is empty or meets the next."""

from __future__ import annotations

from collections.abc import Iterable

Part = tuple[int, int]


def join_parts(parts: Iterable[Part]) -> list[Part]:
    """Put parts in order, empty ones left out, those that touch or overlap made one.

    >>> join_parts([(9, 12), (0, 4), (3, 6), (6, 7), (8, 8)])
    [(0, 7), (9, 12)]
    """
    out: list[Part] = []
    for start, end in sorted(parts):
        if out and start < end and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        elif start < end:
            out.append((start, end))
    return out

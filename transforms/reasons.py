"""Why a document was refused, failed or left alone: every reason code, its state, and what it means for people.

`reasons.csv` beside this module is the only list. A code stands in `documents.reason` and `quarantine.check_name`;
names of checks, which stand in the latter too, are files of warehouse/sql/checks.
"""

from __future__ import annotations

import csv
from importlib import resources
from typing import NamedTuple


class Reason(NamedTuple):
    """One reason: what it is said of (page, feed, sitemap, opml, request, run), and the state that it leads to.

    What has "failed" another try may cure; what is "quarantined" stays so until its content changes.
    """

    code: str
    subjects: frozenset[str]
    state: str
    meaning: str


def read_reasons() -> dict[str, Reason]:
    """Read the packaged list: code -> reason."""
    text = (resources.files("transforms") / "reasons.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Reason(row["code"], frozenset(row["of"].split()), row["state"], row["meaning"])
        for row in csv.DictReader(text.splitlines())
    }


REASONS = read_reasons()


def reasons_of(subject: str) -> dict[str, str]:
    """List what may be said of a subject: code -> what it means.

    >>> reasons_of("opml")["not_opml"]
    'not a list of feeds of a known kind'
    """
    return {code: reason.meaning for code, reason in REASONS.items() if subject in reason.subjects}


def describe_reason(code: str) -> str:
    """Say what a reason code means; empty for the name of a check, which docs/warehouse.md explains.

    >>> describe_reason("section_front"), describe_reason("spans_in_order")
    ('a list of other articles', '')
    """
    return REASONS[code].meaning if code in REASONS else ""


def state_of(code: str) -> str:
    """Say which state a reason leads to.

    >>> state_of("connection"), state_of("no_article")
    ('failed', 'quarantined')
    """
    return REASONS[code].state

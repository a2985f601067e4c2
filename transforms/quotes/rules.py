"""The tables of rules: what each finds, where it comes from, and how often it is right.

They are `data/quote_rules.csv` and `data/speaker_rules.csv`, which explain their columns. A quotation's confidence is
its rule's, multiplied by that of the speaker rule where an entity is given (`docs/quotations.md`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from transforms.words.lists import read_table

SPEAKER_THRESHOLD = 0.5  # below it the entity stays null


class Rule(NamedTuple):
    """One rule of a table."""

    what: str
    origin: str
    confidence: float


def read_rules(rows: list[dict[str, str]]) -> dict[str, Rule]:
    """Read the rows of a table of rules, in their order, by the rules' names."""
    return {row["rule"]: Rule(row["finds"], row["origin"], float(row["confidence"])) for row in rows}


QUOTE_RULES = read_rules(read_table(__package__, "quote_rules"))
SPEAKER_RULES = read_rules(read_table(__package__, "speaker_rules"))


def tabulate_rules(rules: Mapping[str, Rule]) -> str:
    """Write rules as the Markdown table that stands in docs/quotations.md."""
    head = "| rule | finds | based on | confidence |\n|---|---|---|---|\n"
    return head + "".join(f"| `{name}` | {r.what} | {r.origin} | {r.confidence:.2f} |\n" for name, r in rules.items())


def confidence_of(rule: str, speaker_confidence: float | None) -> float:
    """The confidence of a quotation by its rule and, where an entity is given, that of the speaker.

    >>> confidence_of("cue_after", None)
    0.92
    """
    base = QUOTE_RULES[rule].confidence
    return round(base if speaker_confidence is None else base * speaker_confidence, 3)

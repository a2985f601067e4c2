"""Stores what users decide about entities; each run replaces all decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields

from warehouse.connection import Connection, transaction


@dataclass(frozen=True, slots=True)
class Decision:
    """One line of aliases.csv, with the merge keys of its name and value as a person and as anything else."""

    line: int
    action: str
    name: str
    value: str
    label: str | None
    note: str | None
    person_key: str
    name_key: str
    value_person_key: str
    value_name_key: str


def store_decisions(con: Connection, decisions: Sequence[Decision]) -> None:
    """Replace all decisions by these; the next derivation applies what changed."""
    columns = ", ".join(field.name for field in fields(Decision))
    marks = ", ".join("?" * len(fields(Decision)))
    with transaction(con):
        con.execute("DELETE FROM entity_decisions")
        if decisions:
            con.executemany(
                f"INSERT INTO entity_decisions ({columns}) VALUES ({marks})",
                [astuple(decision) for decision in decisions],
            )

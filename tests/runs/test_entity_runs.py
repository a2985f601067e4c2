"""Entities over several runs: what changed gives the outcome of all from scratch."""

from __future__ import annotations

import random

import duckdb
import pytest

from tests.helpers.resolution import (
    DERIVED,
    Named,
    add_articles,
    decide,
    open_resolved,
    read_derived,
    remove_articles,
)
from warehouse.connection import list_sql
from warehouse.decisions import Decision, store_decisions
from warehouse.derive import run_step


def test_other_rules_derive_everything_anew() -> None:
    with open_resolved([Named(1, "Ada Odell")]) as con:
        con.execute("UPDATE entities SET name = 'as older rules had it'")
        run_step(con, "entities")
        assert con.execute("SELECT DISTINCT name FROM entities").fetchall() == [("as older rules had it",)]
        con.execute("UPDATE derivations SET rules_sha256 = 'of older rules'")
        run_step(con, "entities")
        assert con.execute("SELECT count(*) FROM entities WHERE name = 'as older rules had it'").fetchone() == (0,)


NAMES = [
    "Ada Odell", "Ada M. Odell", "Ada K. Odell", "Ada Marit Odell", "Odell", "Jonas Odell", "Jonas Odell Jr.",
    "A. Odell", "Ada", "Jonas Rasmussen", "Jonas Rasmusen", "NVA", "Skarrow", "Northern Varnland Assembly", "Varnland",
    "Skarrow Port", "Tom Miller", "Tom Miller", "Tom R. Miller", "Miller", "Tom", "Ada Tom Miller", "van der Odell",
]  # fmt: skip
STATED = [None, None, "county judge", "goalkeeper", "actress"]
LINES = [
    "same,Odell,Ada Odell", "different,Ada Marit Odell,Ada Odell", "type,Skarrow,ORG", "rename,Ada Odell,Ada O. Odell",
    "wikidata,NVA,Q42", "same,Jonas Odell,Jonas Odell", "different,Ada Odell,Ada Odell", "same,NVA,Skarrow Port,ORG",
    "type,Jonas Odell,GPE,PERSON", "same,Varnland,Skarrow",
]  # fmt: skip


def invent_article(source: random.Random, number: int) -> list[Named]:
    """A few names from a small world, so that they meet as people, bodies and places, with forms and roles."""
    names = {}
    for _ in range(source.randint(1, 5)):
        name, label = source.choice(NAMES), source.choice(["PERSON", "PERSON", "PERSON", "ORG", "GPE"])
        aliases = tuple(source.sample(NAMES, source.choice([0, 0, 1])))
        code = source.choice([None, "NO", "DK"]) if label == "GPE" else None
        names[name, label] = Named(
            number,
            name,
            label,
            aliases,
            source.randint(1, 3),
            code,
            source.choice(STATED),
            source.choice([None, "m", "f"]),
        )
    return list(names.values())


def change_world(
    con: duckdb.DuckDBPyConnection, source: random.Random, world: dict[int, list[Named]], run: int
) -> None:
    """Add, rewrite and remove articles, see some again later, and change what is decided."""
    gone = source.sample(sorted(world), len(world) // 6)
    remove_articles(con, gone)
    new = source.sample(range(40), 9)
    for number in gone:
        del world[number]
    world |= {number: invent_article(source, number) for number in new}
    add_articles(con, [entity for number in new for entity in world[number]], run)
    decide(con, "\n".join(source.sample(LINES, source.choice([0, 2, 4]))))


@pytest.mark.parametrize("seed", range(2))
def test_what_changed_gives_the_outcome_of_all_from_scratch(seed: int) -> None:
    """Five runs that add, rewrite and remove articles and decisions, against a warehouse that had the last state only.

    Every row of every derived table is compared, so merges, splits and decisions leave no trace when they are undone.
    """
    source = random.Random(seed)
    world: dict[int, list[Named]] = {}
    with open_resolved([]) as con:
        for run in range(5):
            change_world(con, source, world, run)
            run_step(con, "entities")
        found = read_derived(con)
        decisions = con.execute("FROM entity_decisions ORDER BY line").fetchall()
    entities = [entity for number in source.sample(sorted(world), len(world)) for entity in world[number]]
    with open_resolved([]) as fresh:
        add_articles(fresh, entities)
        store_decisions(fresh, [Decision(*row) for row in decisions])
        run_step(fresh, "entities")
        expected = read_derived(fresh)
    for table, rows in expected.items():
        assert found[table] == rows, table


def test_order_and_number_of_runs_leave_no_trace() -> None:
    source = random.Random(100)
    world = [invent_article(source, number) for number in range(30)]
    lines = "\n".join(source.sample(LINES, 3))
    with open_resolved([entity for article in world for entity in article], lines) as con:
        expected = read_derived(con)
    shuffled = source.sample(world, len(world))
    with open_resolved([], lines) as con:
        for run in range(5):
            add_articles(con, [entity for article in shuffled[run::5] for entity in article], run)
            run_step(con, "entities")
        assert read_derived(con) == expected


def test_every_derived_table_that_has_a_key_is_checked() -> None:
    assert [
        table for table in DERIVED if f"FROM {table}" not in list_sql("checks/derived")["derived_keys_unique"]
    ] == []

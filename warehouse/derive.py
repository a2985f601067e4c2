"""Derives what follows from all articles together: runs sql/derive/STEP/*.sql in order, a transaction for each step.

Every derived table is a function of the core tables and of what a user decided: running a step again, or after
other articles came in another order, gives the same rows. Steps that look at what changed alone remember it in
tables of their own; where their SQL is not what it was, they start from nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

import duckdb

from warehouse import grouping, search, utterances
from warehouse.connection import Connection, list_sql, read_sql, run_with_memory, transaction
from warehouse.errors import QueryError

# Each step is a folder of sql/derive/; its files run in order of name.
STEPS = ("sightings", "duplicates", "entities", "stories", "utterances", "search")
# What a step keeps from run to run: without it all articles are new.
MEMORIES = {
    "duplicates": ("article_fingerprints",),
    "utterances": (
        "utterance_readings", "utterance_keys", "utterance_pairs", "utterance_members", "utterances",
    ),
    "stories": ("story_readings", "story_words", "story_pairs", "story_members", "stories"),
    "entities": (
        "entity_readings", "entity_links", "entity_keys", "entity_short_forms", "entity_spellings", "entity_homes",
        "entity_rivals", "entity_names", "entity_forms", "entity_aliases", "entities",
    ),
    "search": ("search_documents", "search_words", "search_postings", "search_order"),
}  # fmt: skip
# Rules of a step that lie in other files.
RULES_BESIDE = {
    "search": (
        ("macros", "01_search_tokens"),
        ("macros", "02_search_stem"),
        ("search", "split_texts"),
        ("search", "write_postings"),
    ),
}
# What runs after a file, where SQL alone does not do it.
HOOKS: dict[str, Callable[[Connection], None]] = {
    "stories/01_changes": grouping.prepare_words,
    "stories/03_pairs": grouping.write_members,
    "utterances/03_pairs": utterances.group_quotations,
    "search/02_documents": search.index_texts,
}
FORGETTABLE = tuple(MEMORIES)
# Files after which a step goes on only where there is something to do.
GATES = {
    "entities/02_changes":
        "SELECT EXISTS (FROM changed_articles) OR EXISTS (FROM retimed_articles) OR EXISTS (FROM redecided_keys)",
    "search/01_changes": "SELECT EXISTS (FROM search_changes)",
}  # fmt: skip


@dataclass
class Derivation:
    """The seconds that each step took, in order, and what was wrong with those that failed."""

    seconds: dict[str, float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def run(con: Connection) -> Derivation:
    """Run every derivation.

    A step that fails starts from nothing; where it fails again its tables are left empty, so that nothing is shown
    that does not follow from the articles, and the next run tries anew.
    """
    derivation = Derivation()
    for step in STEPS:
        start = time.perf_counter()
        try:
            run_step(con, step)
        except QueryError:
            rebuild_step(con, step, derivation)
        derivation.seconds[step] = time.perf_counter() - start
    return derivation


def rebuild(con: Connection) -> Derivation:
    """Run every derivation from nothing."""
    derivation = Derivation()
    for step in FORGETTABLE:
        rebuild_step(con, step, derivation)
    return derivation


def rebuild_step(con: Connection, step: str, derivation: Derivation) -> None:
    """Run a step from nothing; where it fails, leave its tables empty and say so."""
    try:
        forget(con, step)
        run_step(con, step)
    except QueryError as error:
        forget(con, step)
        derivation.problems.append(f"{step} could not be derived: {error}")


def forget(con: Connection, step: str) -> None:
    """Empty what a step derived and remembers; `sightings` has nothing of its own."""
    if step in FORGETTABLE:
        with transaction(con):
            con.execute(read_sql("forget", step))


def run_step(con: Connection, step: str) -> float:
    """Run the files of one step in one transaction; returns the seconds that it took."""
    start = time.perf_counter()
    run_with_memory(con, lambda: run_files(con, step))
    return time.perf_counter() - start


def run_files(con: Connection, step: str) -> None:
    """Run the files of a step; the temporary tables that they make are gone when it ends.

    Raises:
        QueryError: one failed.
        DatabaseWriteError: there is no room, or not memory enough.
    """
    files = list_sql(f"derive/{step}")
    name = ""
    try:
        with transaction(con):
            others = list_temporary(con)
            if step in MEMORIES:
                forget_other_rules(con, step, files)
            for name in files:
                con.execute(files[name])
                if hook := HOOKS.get(f"{step}/{name}"):
                    hook(con)
                if (gate := GATES.get(f"{step}/{name}")) and con.execute(gate).fetchone() == (False,):
                    break
            for table in list_temporary(con) - others:
                con.execute(f"DROP TABLE {table}")
    except duckdb.Error as error:
        raise QueryError(f"derive/{step}/{name}.sql", str(error)) from error


def list_temporary(con: Connection) -> set[str]:
    """Name the temporary tables of a connection."""
    return {str(name) for (name,) in con.execute("SELECT table_name FROM duckdb_tables() WHERE temporary").fetchall()}


def forget_other_rules(con: Connection, step: str, files: Mapping[str, str]) -> None:
    """Make a step start from nothing where it ran by other rules before."""
    beside = [read_sql(folder, name) for folder, name in RULES_BESIDE.get(step, ())]
    rules = sha256("".join([*files.values(), *beside]).encode()).hexdigest()
    if con.execute("FROM derivations WHERE step = ? AND rules_sha256 = ?", [step, rules]).fetchone() is None:
        for table in MEMORIES[step]:
            con.execute(f"DELETE FROM {table}")
        con.execute("DELETE FROM derivations WHERE step = ?", [step])
        con.execute("INSERT INTO derivations VALUES (?, ?)", [step, rules])

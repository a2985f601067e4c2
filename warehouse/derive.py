"""What follows from all articles together: derive/*.sql in their order, one transaction each.

Every derived table is a function of the core tables: running a step again, or after other articles came in
another order, gives the same rows.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import duckdb

from warehouse.connection import Connection, list_sql, transaction
from warehouse.errors import QueryError

# A file belongs to the step that its name starts with; files of one step run in order of name.
STEPS = ("sightings", "duplicates", "entities", "links")


def run(con: Connection) -> dict[str, float]:
    """Run every derivation.

    Returns:
        The seconds that each took, in order.

    Raises:
        QueryError: one failed; those before it stand, and all of them run again next time.
    """
    return {name: run_step(con, name, sql) for name, sql in order_steps(list_sql("derive"))}


def order_steps(files: Mapping[str, str]) -> list[tuple[str, str]]:
    """Put the files of derive/ in the order of `STEPS`."""
    return sorted(files.items(), key=lambda file: (find_step(file[0]), file[0]))


def find_step(name: str) -> int:
    """Find the step that a file belongs to."""
    for number, step in enumerate(STEPS):
        if name.startswith(step):
            return number
    raise QueryError(f"derive/{name}.sql", f"belongs to no step; its name starts with one of {', '.join(STEPS)}")


def run_step(con: Connection, name: str, sql: str) -> float:
    """Run one file in one transaction; returns the seconds it took."""
    start = time.perf_counter()
    try:
        with transaction(con):
            con.execute(sql)
    except duckdb.Error as error:
        raise QueryError(f"derive/{name}.sql", str(error)) from error
    return time.perf_counter() - start

"""How long each query of the cookbook takes on a generated warehouse of a million quotations.

    .venv/bin/python benchmarks/cookbook.py                              # makes the database in a temporary folder
    .venv/bin/python benchmarks/cookbook.py --keep /tmp/million.duckdb   # makes it once, and measures it again later

The warehouse is that of benchmarks/app.py, with its index of search. Two threads, the file warm: the best of three.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from app import make_database

from warehouse.connection import Connection, open_snapshot, open_writer
from warehouse.derive import run_step
from warehouse.migrate import replace_views
from warehouse.queries import CookbookQuery, list_queries, run_query

RUNS = 3
# What the generated texts have words, titles and names for.
CHOSEN = {"find_words": {"words": "harbour"}, "find_quotations": {"words": "harbour"}, "who_says": {"words": "harbour"},
          "find_articles": {"words": "harbour"}, "words_over_time": {"words": "harbour"}}  # fmt: skip


def make_searchable(path: Path, quotations: int) -> None:
    """Write a warehouse with so many quotations, and index it."""
    make_database(path, quotations)
    with open_writer(path) as con:
        con.execute("SET memory_limit = '6GiB'")
        run_step(con, "search")
        con.execute("FORCE CHECKPOINT")


def time_query(con: Connection, query: CookbookQuery) -> tuple[float, int]:
    """Give the least seconds that a query took, and how many rows it answers."""
    taken = []
    for _ in range(RUNS):
        start = time.perf_counter()
        rows = run_query(con, query.sql, query.defaults | CHOSEN.get(query.name, {})).rows
        taken.append(time.perf_counter() - start)
    return min(taken), len(rows)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quotations", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="database to make, or to use if it is there")
    parser.add_argument("names", nargs="*", help="only these queries")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "news.duckdb"
        if not path.exists():
            make_searchable(path, arguments.quotations)
        with open_writer(path) as con:
            replace_views(con)
        with open_snapshot(path) as con:
            con.execute("SET threads = 2")
            for query in list_queries():
                if not arguments.names or query.name in arguments.names:
                    seconds, rows = time_query(con, query)
                    print(f"{query.name:24} {query.group:12} {seconds:7.3f} s {rows:5} rows", flush=True)


if __name__ == "__main__":
    main()

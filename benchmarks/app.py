"""How long each page of `dateline app` takes on a generated warehouse of a million quotations.

    .venv/bin/python benchmarks/app.py                          # makes the database in a temporary folder
    .venv/bin/python benchmarks/app.py --keep /tmp/million.duckdb   # makes it once, and measures it again later

The rows are written by SQL into the tables of the migrations: five quotations an article, a speaker of a long tail of
persons, stories of two to a hundred reports, one article in twenty a copy, one in a hundred changed after publication.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from markupsafe import Markup

from flows.app.addresses import Address, write_address
from flows.app.pages import View, render_page
from warehouse.connection import close_doors, open_snapshot, open_writer
from warehouse.migrate import migrate, replace_views

SECTIONS = Path(__file__).with_name("app_rows.sql")
RUNS = 3


def make_database(path: Path, quotations: int) -> None:
    """Write a warehouse with so many quotations."""
    with open_writer(path) as con:
        migrate(con)
        replace_views(con)
        con.execute("SET memory_limit = '4GiB'")
        for statement in SECTIONS.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                con.execute(statement.replace("{quotations}", str(quotations)))
        con.execute("FORCE CHECKPOINT")


def list_addresses(path: Path) -> dict[str, Address]:
    """Choose pages that have the most to show."""
    with open_snapshot(path) as con:

        def find(sql: str) -> str:
            row = con.execute(sql).fetchone()
            assert row is not None
            return str(row[0])

        speaker = find("SELECT entity_id FROM entities ORDER BY mention_count DESC LIMIT 1")
        rare = find("SELECT entity_id FROM entities ORDER BY mention_count, entity_id LIMIT 1")
        story = find("SELECT story_id FROM stories ORDER BY article_count DESC, story_id LIMIT 1")
        changed = find("SELECT article_id FROM history.articles LIMIT 1")
        outlet = find("SELECT publisher FROM articles GROUP BY ALL ORDER BY count(*) DESC LIMIT 1")
    return {
        "overview": Address(),
        "said": Address("said"),
        "said: words": Address("said", {"words": "harbour"}),
        "said: words that nobody said": Address("said", {"words": "zzzz"}),
        "said: speaker, outlet, dates, type": Address(
            "said",
            {"speaker": "name 1", "outlet": outlet, "type": "direct", "since": "2030-01-01", "until": "2031-12-31"},
        ),
        "people": Address("people"),
        "people: name": Address("people", {"name": "name 77"}),
        "person: most quoted": Address("person", {"id": speaker}),
        "person: least quoted": Address("person", {"id": rare}),
        "stories": Address("stories"),
        "stories: title": Address("stories", {"title": "story 77"}),
        "story: largest": Address("story", {"id": story}),
        "article": Address("article", {"id": changed}),
        "outlets": Address("outlets"),
        "changes": Address("changes"),
        "changes: one article": Address("changes", {"id": changed}),
        "sources": Address("sources"),
    }


def measure(path: Path) -> None:
    """Print what some runs of each page take: by the clock, and of all processors together; and its size."""
    addresses = list_addresses(path)
    print(f"{'page':38} {'median':>8} {'fastest':>8} {'CPU':>8} {'kB':>6}")
    with open_snapshot(path) as con:
        close_doors(con)
        view = View(con, write_address, lambda chart: Markup(chart.to_json()))
        for name, address in addresses.items():
            taken, worked = [], []
            for _ in range(RUNS):
                start, busy = time.perf_counter(), time.process_time()
                page = render_page(view, address)
                taken.append(time.perf_counter() - start)
                worked.append(time.process_time() - busy)
            assert "problem" not in page.html, page.html
            size = len(page.html.encode()) / 1000
            print(
                f"{name:38} {statistics.median(taken):7.3f}s {min(taken):7.3f}s {min(worked):7.3f}s {size:6.0f}",
                flush=True,
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quotations", type=int, default=1_000_000)
    parser.add_argument("--keep", type=Path, help="database to make, or to use if it is there")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = arguments.keep or Path(folder) / "news.duckdb"
        if not path.exists():
            start = time.perf_counter()
            make_database(path, arguments.quotations)
            print(f"{arguments.quotations:,} quotations written in {time.perf_counter() - start:.0f} s")
        print(f"{path.stat().st_size / 1e6:,.0f} MB")
        measure(path)


if __name__ == "__main__":
    main()

"""Whole runs over forged answers and files: none may end otherwise than a sound one, and what is sound must load.

    python benchmarks/fuzz_runs.py [--responses 20000] [--files 5000] [--seed 1] [--keep FOLDER]

Each round is one `dateline ingest` over some hundred hosts on loopback whose robots.txt, listings and pages are forged
(tests/helpers/forgery.py), or over a folder of forged files and web archives, beside three sound pages. A round
fails where the command is killed, shows a traceback, ends with another status than 0 or 1 (some could not be read:
try again), loses a sound page or a document, or takes longer than --patience. Exits with 1 if any did.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import duckdb

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.helpers.forgery import add_forged_host, forge_file
from tests.helpers.hostile_server import HostileServer
from tests.helpers.web import write_page

HOSTS, PAGES, FILES = 100, 8, 500
SOUND = 3


def write_rows(index: Path, rows: list[tuple[str, str]]) -> None:
    lines = [f"| row{number} | {location} | {kind} |" for number, (location, kind) in enumerate(rows)]
    index.write_text("\n".join(["| id | location | kind |", "|---|---|---|", *lines]) + "\n", errors="surrogateescape")


def lay_out_sound(folder: Path) -> list[tuple[str, str]]:
    for number in range(SOUND):
        page = write_page(10**6 + number, f"https://sound.example/{number}")
        (folder / f"sound{number}.html").write_text(page)
    return [("sound*.html", "file")]


def run(
    folder: Path, rows: list[tuple[str, str]], patience: float, **environment: str
) -> tuple[str | None, Counter[str]]:
    """Make a run; returns what was wrong with it, and how its documents ended."""
    write_rows(folder / "INDEX.md", [*lay_out_sound(folder), *rows])
    command = [sys.executable, "-m", "flows", "ingest", str(folder / "INDEX.md")]
    settings = {**os.environ, "DATELINE_DATA_DIR": str(folder / "data"), **environment}
    try:
        done = subprocess.run(command, env=settings, capture_output=True, text=True, timeout=patience, check=False)
    except subprocess.TimeoutExpired:
        return f"not ended after {patience:g} s", Counter()
    shown = done.stdout + done.stderr
    if done.returncode not in (0, 1) or "Traceback" in shown or "\x1b" in shown:
        return f"status {done.returncode}: {shown[-3000:]}", Counter()
    with duckdb.connect(str(folder / "data" / "news.duckdb"), read_only=True) as con:
        states = Counter(
            dict(con.execute("SELECT coalesce(reason, status), count(*) FROM documents GROUP BY ALL").fetchall())
        )
        [(sound,)] = con.execute("SELECT count(*) FROM articles WHERE url LIKE 'https://sound.example/%'").fetchall()
        lost = con.execute(
            "SELECT * FROM runs WHERE discovered <> loaded + unchanged + duplicate + quarantined + skipped + failed"
        ).fetchall()
    wrong = None if sound == SOUND and not lost else f"{sound} of {SOUND} sound pages; sums that differ: {lost}"
    return wrong, states


def run_answers(folder: Path, chance: random.Random, patience: float) -> tuple[str | None, Counter[str], int]:
    """Make a run over forged hosts; also returns how many responses it had."""
    hosts = [f"127.0.{number // 200 + 1}.{number % 200 + 1}" for number in range(HOSTS)]
    with HostileServer(hosts) as server:
        rows = [row for host in range(HOSTS) for row in add_forged_host(server, host, chance, PAGES)]
        environment = {
            "DATELINE_ALLOW_PRIVATE_HOSTS": ",".join(server.places()),
            "DATELINE_HOST_INTERVAL": "0",
            "DATELINE_FETCH_TIMEOUT": "5",
        }
        wrong, states = run(folder, rows, patience, **environment)
        return wrong, states, len(server.requests)


def run_files(folder: Path, chance: random.Random, patience: float) -> tuple[str | None, Counter[str], int]:
    """Make a run over forged files; also returns how many there were."""
    for number in range(FILES):
        forge_file(chance, number, folder)
    wrong, states = run(folder, [("pages/*", "file"), ("archives/*", "warc")], patience)
    return wrong, states, FILES


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--responses", type=int, default=20_000)
    parser.add_argument("--files", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--patience", type=float, default=900, help="seconds for a run")
    parser.add_argument("--keep", type=Path, help="keep each round here")
    options = parser.parse_args()
    failures = 0
    for make, wanted in ((run_answers, options.responses), (run_files, options.files)):
        made, rounds, states = 0, 0, Counter[str]()
        while made < wanted:
            chance = random.Random(f"{options.seed} {make.__name__} {rounds}")
            start = time.perf_counter()
            with tempfile.TemporaryDirectory() as folder:
                place = (options.keep / f"{make.__name__}-{rounds}") if options.keep else Path(folder)
                place.mkdir(parents=True, exist_ok=True)
                wrong, found, count = make(place, chance, options.patience)
            failures += wrong is not None
            made, rounds, states = made + count, rounds + 1, states + found
            print(
                f"{make.__name__} {rounds}: {count} in {time.perf_counter() - start:.0f} s: {wrong or 'as it should'}",
                flush=True,
            )
        print(f"{made} in {rounds} runs: " + ", ".join(f"{state} {number}" for state, number in states.most_common()))
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()

"""kill -9 at any moment: the next run recovers, nothing is lost and nothing twice."""

from __future__ import annotations

import os
import random
import re
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psutil
import pytest

from tests.conftest import BACKSTOP, DATELINE, ROOT, Archive, make_environment

KILLS = 4
# When a run met a document is another moment in each history, and so are the ids of runs and batches.
MOMENTS = {
    "run_id", "batch", "seen_at", "fetched_at", "first_seen_at", "last_seen_at",
    "text_first_seen_at", "text_last_seen_at", "refused_at",
}  # fmt: skip
TABLES = (
    "articles", "article_images", "article_entities", "entity_mentions", "entity_roles", "quotes", "entities",
    "entity_links", "entity_aliases", "article_duplicates", "documents", "quarantine", "history.articles",
    "history.quotes",
)  # fmt: skip


def read_tables(database: Path) -> dict[str, list[tuple[Any, ...]]]:
    tables = {}
    with duckdb.connect(str(database), read_only=True) as con:
        for table in TABLES:
            names = [row[0] for row in con.execute(f"DESCRIBE {table}").fetchall()]
            columns = ", ".join(name for name in names if name not in MOMENTS)
            rows = con.execute(f"SELECT {columns} FROM {table} ORDER BY ALL").fetchall()
            tables[table] = [tuple(map(forget_line, row)) for row in rows]
    return tables


def forget_line(value: Any) -> Any:
    """Take out of a reason in which line of the index its source stands: that is the order of the index."""
    return re.sub(r" \(line \d+ of the index\)$", "", value) if isinstance(value, str) else value


def thin_index(index: Path) -> None:
    """Leave every eighth document: six runs over all would be long."""
    lines = index.read_text().split("\n")
    rows = [number for number, line in enumerate(lines) if "| documents/" in line]
    index.write_text("\n".join(line for number, line in enumerate(lines) if number not in rows or number in rows[::8]))


def start_run(archive: Archive) -> subprocess.Popen[bytes]:
    """Start a run and wait until it holds the database: what comes before cannot hurt it."""
    command = [*DATELINE, "ingest", str(archive.index), "--db", str(archive.database)]
    run = subprocess.Popen(
        command, env=archive.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    lock = archive.database.with_name("news.writer.duckdb.lock")
    wait_until(lambda: lock.exists() and lock.read_text().strip() == str(run.pid))
    return run


@pytest.fixture
def work(tmp_path: Path, prefect_api: str) -> Archive:
    """A copy of the sample documents, in small batches so that a kill can come between any two."""
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds")
    environment = make_environment(tmp_path) | {"PREFECT_API_URL": prefect_api, "DATELINE_BATCH_SIZE": "2"}
    environment["DATELINE_WORKERS"] = "1"
    return Archive(tmp_path / "seeds" / "INDEX.md", tmp_path / "data" / "news.duckdb", environment)


def test_killed_runs_lose_nothing_repeat_nothing_and_leave_no_process_behind(
    work: Archive, prefect_home: Path, tmp_path: Path
):
    """Compared with a run that nothing disturbed, which also tells how long there is to be killed in."""
    thin_index(work.index)
    undisturbed = Archive(work.index, tmp_path / "calm" / "news.duckdb", work.environment)
    run = start_run(undisturbed)
    start = time.monotonic()
    assert run.wait() == 0
    length = time.monotonic() - start
    chance = random.Random(os.environ.get("DATELINE_TEST_SEED", "dateline"))
    moments = [length * 0.9 * (number + chance.random()) / KILLS for number in range(KILLS)]
    soonest, *others = moments
    chance.shuffle(others)
    alone = {name: value for name, value in work.environment.items() if name != "PREFECT_API_URL"}
    alone["PREFECT_HOME"] = str(prefect_home)
    for moment in (*others, soonest):
        is_last = moment == soonest  # with a temporary server, which outlives it
        run = start_run(Archive(work.index, work.database, alone) if is_last else work)
        time.sleep(moment)
        run.kill()
        run.wait()
    data = work.environment["DATELINE_DATA_DIR"]
    assert any("uvicorn" in words for command in find_processes(data) for words in command)
    last = work.ingest()
    assert last.returncode == 0, last.stdout + last.stderr
    wait_until(lambda: not find_processes(data))

    assert read_tables(work.database) == read_tables(undisturbed.database)
    with duckdb.connect(str(work.database), read_only=True) as con:
        wrong = con.execute(
            "SELECT * FROM runs WHERE discovered <> loaded + unchanged + duplicate + quarantined + skipped + failed"
        ).fetchall()
        states = con.execute("SELECT DISTINCT state FROM runs").fetchall()
    assert wrong == []
    # On a machine that has become faster since the undisturbed run, a run may have ended before its kill.
    assert {("completed",)} <= set(states) <= {("killed",), ("completed",), ("failed",)}
    assert not any((tmp_path / "data" / "staging" / "news").iterdir())


def test_batch_size_order_runner_and_worker_count_leave_the_same_tables(work: Archive, sample: Archive):
    """The sample was ingested in two large batches by two worker processes; here all of that is otherwise."""
    lines = work.index.read_text().split("\n")
    tables = [
        number for number, line in enumerate(lines) if line.startswith("|---") and "location" in lines[number - 1]
    ]
    for start in tables:
        end = next(number for number in range(start, len(lines)) if not lines[number].startswith("|"))
        lines[start + 1 : end] = reversed(lines[start + 1 : end])
    work.index.write_text("\n".join(lines))
    work.environment.update(DATELINE_BATCH_SIZE="3", DATELINE_RUNNER="threads", DATELINE_WORKERS="3")
    done = work.ingest()
    assert (done.returncode, done.stderr) == (0, "")
    assert read_tables(work.database) == read_tables(sample.database)


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + BACKSTOP
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def find_processes(folder: str) -> list[list[str]]:
    """Processes that run on this test's data folder: by their environment, which children inherit."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and process.environ().get("DATELINE_DATA_DIR") == folder:
                found.append(process.cmdline())
        except psutil.Error:
            continue
    return found

"""A part that is damaged costs itself and nothing else; one that finds no room loads later."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.helpers.article_rows import Page
from tests.helpers.checks import find_broken_promises
from tests.helpers.sample_archive import SAMPLE
from tests.helpers.warehouse import open_warehouse, write_part, write_table
from warehouse.connection import fetch_rows, run_with_memory
from warehouse.errors import PartError
from warehouse.loader import load_part


def test_a_part_whose_rows_belong_to_none_of_its_documents_is_refused(tmp_path: Path) -> None:
    part = write_part(tmp_path, [Page("a/1"), Page("a/2", article="other")])
    manifest = json.loads((part / "manifest.json").read_text())
    for documents, outcomes, words in [(1, 2, "outcomes: its manifest says 2 rows, but 1"), (1, 1, "articles: ")]:
        changed = {**manifest, "documents": manifest["documents"][:documents]}
        changed["tables"] = {**manifest["tables"], "outcomes": outcomes}
        (part / "manifest.json").write_text(json.dumps(changed))
        with open_warehouse(tmp_path / words[:8]) as con, pytest.raises(PartError, match=words):
            load_part(con, part)


def change_file(path: Path, change: Callable[[bytes], bytes]) -> None:
    path.write_bytes(change(path.read_bytes()))


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "truncated": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "zeroed": lambda data: data[:8] + bytes(64) + data[72:],
    "a bit flipped": lambda data: data[:40] + bytes([data[40] ^ 1]) + data[41:],
    "twice as long": lambda data: data * 2,
    "no Parquet": lambda data: b"<html>" + data,
}


def test_a_file_that_is_not_what_was_written_costs_its_part(tmp_path: Path) -> None:
    sound = write_part(tmp_path, [Page("a/9", article="sound")], batch=2)
    with open_warehouse(tmp_path) as con:
        for damage in DAMAGE:
            for table in ("outcomes", "articles", "quotes", "rejects"):
                part = write_part(tmp_path / damage / table, SAMPLE)
                change_file(part / f"{table}.parquet", DAMAGE[damage])
                with pytest.raises(PartError, match=rf"{table}\.parquet is damaged"):
                    load_part(con, part)
        (part / "quotes.parquet").unlink()
        with pytest.raises(PartError, match=r"quotes\.parquet cannot be read: .* No such file"):
            load_part(con, part)
        load_part(con, sound)
        assert con.execute("SELECT location FROM articles").fetchall() == [("a/9",)]


COLUMNS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "less": lambda frame: frame.drop("document_id"),
    "renamed": lambda frame: frame.rename({"article_id": "article"}),
    "of another type": lambda frame: frame.with_columns(article_id=pl.struct(pl.lit(1).alias("one"))),
    "none": lambda frame: frame.select(pl.lit(1).alias("other")),
}


def test_a_file_with_other_columns_costs_its_part(tmp_path: Path) -> None:
    sound = write_part(tmp_path, [Page("a/9", article="sound")], batch=2)
    with open_warehouse(tmp_path) as con:
        for columns, change in COLUMNS.items():
            for table in ("articles", "quotes"):
                part = write_part(tmp_path / columns / table, SAMPLE)
                told = json.loads((part / "manifest.json").read_text())
                frame = change(pl.read_parquet(part / f"{table}.parquet"))
                told["sha256"][table] = write_table(part, table, frame)
                (part / "manifest.json").write_text(json.dumps(told))
                with pytest.raises(PartError):
                    load_part(con, part)
        load_part(con, sound)
        assert con.execute("SELECT location FROM articles").fetchall() == [("a/9",)]


@pytest.mark.parametrize("text", ["", "[]", '{"run_id": "x"}', '{"run_id": "x", "batch": 1, "seen_at": "never"}'])
def test_an_unreadable_manifest_is_named(tmp_path: Path, text: str) -> None:
    part = write_part(tmp_path, [Page("a/1")])
    (part / "manifest.json").write_text(text)
    with open_warehouse(tmp_path) as con, pytest.raises(PartError, match=f"{part}: its manifest cannot be read"):
        load_part(con, part)


FULL_DISK = """
import resource, sys
from pathlib import Path
from tests.helpers.article_rows import at
from tests.helpers.warehouse import open_warehouse
from warehouse.errors import DatabaseWriteError
from warehouse.ledger import finish_run, start_run
from warehouse.loader import load_part
with open_warehouse(Path(sys.argv[1])) as con:
    start_run(con, "run1", None, at(0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
    for write in (lambda: load_part(con, Path(sys.argv[2])), lambda: finish_run(con, "run1", "failed", at(1))):
        try:
            write()
        except DatabaseWriteError as error:
            print(error)
"""


def test_a_full_disk_is_told_and_the_part_loads_later(tmp_path: Path) -> None:
    part = write_part(tmp_path, [Page("a/1")])
    with open_warehouse(tmp_path):
        pass  # the database was there before the disk was full
    command = [sys.executable, "-c", FULL_DISK, str(tmp_path), str(part)]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.stdout.count("cannot write to the database") == 2, told.stderr
    assert "run again; what is already processed is loaded then" in told.stdout
    with open_warehouse(tmp_path) as con:
        assert fetch_rows(con, "FROM articles") == []
        load_part(con, part)
        assert len(fetch_rows(con, "FROM articles")) == 1
        assert find_broken_promises(con) == {}


def test_work_that_needs_more_memory_than_a_run_begins_with_gets_it(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        con.execute("SET memory_limit = '40MB'")
        con.execute("SET max_temp_directory_size = '0KB'")
        big = "SELECT count(DISTINCT i), list(i)[1] FROM range(4_000_000) t(i)"
        with pytest.raises(duckdb.OutOfMemoryException):
            con.execute(big)
        assert run_with_memory(con, lambda: con.execute(big).fetchone()) == (4_000_000, 0)

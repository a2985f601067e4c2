"""Warehouses for tests, and staged parts as a batch lays them out."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from tests.helpers.article_rows import Page, at, make_rows
from transforms.tables.schemas import TABLES
from transforms.tables.validation import make_frame
from warehouse.connection import Connection, open_writer
from warehouse.migrate import migrate, replace_views


@contextmanager
def open_warehouse(folder: Path) -> Iterator[Connection]:
    """A migrated writer's database in a folder."""
    with open_writer(folder / "writer.duckdb", threads=1) as con:
        migrate(con)
        replace_views(con)
        yield con


def write_part(
    folder: Path,
    pages: Sequence[Page],
    *,
    run: str = "run1",
    batch: int = 1,
    hours: float = 0,
    fetched: float | None = None,
) -> Path:
    """Write a part as a worker does, and return its directory; `hours` is of the run, `fetched` of the content."""
    part = folder / run / f"batch-{batch:05d}"
    part.mkdir(parents=True)
    seen_at = at(hours)
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    for page in pages:
        for table, some in make_rows(page, seen_at if fetched is None else at(fetched)).items():
            rows[table] += some
    frames: dict[str, pl.DataFrame] = {table: make_frame(table, some) for table, some in rows.items()}
    digests = {table: write_table(part, table, frame) for table, frame in frames.items()}
    manifest = {
        "run_id": run,
        "batch": batch,
        "seen_at": seen_at.isoformat(),
        "tables": {table: frame.height for table, frame in frames.items()},
        "sha256": digests,
        "documents": [
            {
                "document_id": page.document_id,
                "source_id": page.location.partition("/")[0],
                "location": page.location,
                "content_sha256": page.content_sha256,
                "fetched_at": None if fetched is None else at(fetched).isoformat(),
            }
            for page in pages
        ],
    }
    (part / "manifest.json").write_text(json.dumps(manifest))
    return part


def write_table(part: Path, table: str, frame: pl.DataFrame) -> str:
    """Write a table of a part; returns the digest that its manifest tells."""
    path = part / f"{table}.parquet"
    frame.write_parquet(path)
    return sha256(path.read_bytes()).hexdigest()

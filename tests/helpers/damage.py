"""`dateline` on a machine that spoils what its workers have staged: run as a program, with the command's arguments.

A document's part suffers what its file is named for: a row of `spoiling.STAGED`, or a damage of `DAMAGE`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl

from flows.cli.app import main
from flows.settings import Settings
from flows.workers import pool
from flows.workers.worker import BatchJob
from tests.helpers.spoiling import STAGED, alter, spoil
from tests.helpers.warehouse import write_table


def rename_columns(part: Path) -> None:
    """Give a table other columns, as another version might, and let the manifest agree."""
    told = json.loads((part / "manifest.json").read_text())
    frame = pl.read_parquet(part / "quotes.parquet").rename({"document_id": "document"})
    told["sha256"]["quotes"] = write_table(part, "quotes", frame)
    (part / "manifest.json").write_text(json.dumps(told))


def cut(part: Path) -> None:
    """Cut a file in two."""
    path = part / "articles.parquet"
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def zero(part: Path) -> None:
    """Put zeros where a file's rows are: DuckDB fails of some in a way of its own."""
    path = part / "outcomes.parquet"
    path.write_bytes(path.read_bytes()[:8] + bytes(64) + path.read_bytes()[72:])


DAMAGE: dict[str, Callable[[Path], None]] = {
    "cut": cut,
    "zeroed": zero,
    "other_columns": rename_columns,
    "lost_file": lambda part: (part / "quotes.parquet").unlink(),
    "lost_manifest": lambda part: (part / "manifest.json").unlink(),
}
run_supervised = pool.run_supervised


def run_and_spoil(job: BatchJob, settings: Settings) -> list[Path]:
    """Run a batch of one document, and spoil what it has staged."""
    parts = run_supervised(job, settings)
    (document,), (part,) = job.documents, parts
    name = Path(document.location).stem
    if name in DAMAGE:
        DAMAGE[name](part)
    if name in STAGED:
        table, change, _ = STAGED[name]
        spoil(part, table, alter(change, document.document_id))
    return parts


if __name__ == "__main__":
    pool.run_supervised = run_and_spoil
    main()

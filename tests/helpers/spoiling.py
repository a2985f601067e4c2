"""Staged parts spoilt after a worker wrote them and before they are loaded: a row for each check."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from tests.helpers.sample_archive import SAMPLE
from tests.helpers.warehouse import write_table

SPOILT = SAMPLE[0]
Change = Mapping[str, Any]

# Check -> the table of the staged part, what becomes of the spoilt article's row, and the name it is refused under.
STAGED: dict[str, tuple[str, Change, str]] = {
    "spans_give_their_text": ("entity_mentions", {"text": "Ghost"}, "spans_give_their_text"),
    "spans_beyond_the_text": (
        "entity_mentions", {"start_char": 2**31 - 2, "end_char": 2**31 - 1}, "spans_give_their_text",
    ),
    "spans_in_order": ("quotes", {"start_char": 0}, "spans_in_order"),
    "rows_of_the_newest_version": ("quotes", {"document_id": "f" * 32}, "rows_of_the_newest_version"),
    "names_are_there": ("entity_mentions", {"article_entity_id": "f" * 32}, "names_are_there"),
    "closed_words": ("quotes", {"speaker_kind": "ghost"}, "closed_words"),
    "texts_digested": ("articles", {"text": pl.col("text") + "!"}, "texts_digested"),
    "another_digest": ("articles", {"text_sha256": "f" * 64}, "rows_of_the_newest_version"),
    "ledger_words": ("outcomes", {"status": "ghost"}, "unknown_status"),
    "refusals_are_kept": (
        "outcomes", {"status": "quarantined", "article_id": None, "text_sha256": None}, "rows_of_the_newest_version",
    ),
}  # fmt: skip


def spoil(part: Path, table: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table of a staged part, after the worker wrote it and before it is loaded."""
    path, manifest = part / f"{table}.parquet", part / "manifest.json"
    frame = change(pl.read_parquet(path))
    told = json.loads(manifest.read_text())
    told["sha256"][table] = write_table(part, table, frame)
    told["tables"][table] = frame.height
    manifest.write_text(json.dumps(told))


def alter(change: Change, document_id: str = SPOILT.document_id) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """A change of the rows of a document."""

    def changed(frame: pl.DataFrame) -> pl.DataFrame:
        is_own = pl.col("document_id") == document_id
        return frame.with_columns(
            pl.when(is_own)
            .then(pl.lit(value, frame.schema[name]) if not isinstance(value, pl.Expr) else value)
            .otherwise(pl.col(name))
            .alias(name)
            for name, value in change.items()
        )

    return changed

"""Staged parts: the frames of a batch as Parquet files, valid only with their manifest."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from flows.sources.documents import describe_telling
from flows.workers.worker import BatchJob

if TYPE_CHECKING:
    import polars as pl  # which takes a run with nothing to stage longer than all else here

MANIFEST = "manifest.json"


def write_part(job: BatchJob, frames: Mapping[str, pl.DataFrame]) -> Path:
    """Write a part so that it is there whole or not at all.

    The files go to a directory beside it, the manifest last, and the directory takes the part's name in one
    rename; a part without its manifest does not exist.

    Returns:
        The part's directory.

    Raises:
        OSError: it cannot be written.
    """
    draft = job.part.with_name(f"{job.part.name}.{os.getpid()}.draft")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True)
    digests = {table: write_frame(frame, draft / f"{table}.parquet") for table, frame in frames.items()}
    manifest = {
        "run_id": job.run_id,
        "batch": job.batch,
        "tables": {table: frame.height for table, frame in frames.items()},
        "sha256": digests,
        "documents": [
            {
                "document_id": found.document_id,
                "source_id": found.source_id,
                "location": found.location,
                "content_sha256": found.content_sha256,
                "hints_sha256": found.hints_sha256,
                "fetched_at": found.fetched_at and found.fetched_at.isoformat(),
                "archive_file": found.archive_file,
                "archive_offset": found.record_offset if found.archive_file else None,
                "told": describe_telling(found) if found.archive_file else None,
            }
            for found in job.documents
        ],
        "seen_at": job.seen_at.isoformat(),
    }
    text = json.dumps(manifest, indent=1, sort_keys=True, ensure_ascii=False)
    (draft / MANIFEST).write_bytes(text.encode("utf-8", "replace"))  # DuckDB reads no half surrogate
    remove_part(job.part)
    draft.rename(job.part)
    return job.part


def write_frame(frame: pl.DataFrame, path: Path) -> str:
    """Write a frame as Parquet; returns the file's digest.

    Raises:
        OSError: it cannot be written; polars itself has another name for a full disk.
    """
    packed = BytesIO()
    frame.write_parquet(packed, compression="lz4")
    path.write_bytes(packed.getvalue())
    return hashlib.sha256(packed.getvalue()).hexdigest()


def find_parts(staging: Path) -> list[Path]:
    """List the complete parts below a staging directory, in order of run and batch."""
    return sorted(manifest.parent for manifest in staging.glob(f"*/*/{MANIFEST}") if manifest.parent.suffix != ".draft")


def remove_part(part: Path) -> None:
    """Remove a part; its manifest goes first, so that what a kill leaves of it does not exist."""
    (part / MANIFEST).unlink(missing_ok=True)
    shutil.rmtree(part, ignore_errors=True)


def remove_run(run: Path) -> None:
    """Remove a run's staging directory, with whatever unfinished drafts it holds."""
    for manifest in run.glob(f"*/{MANIFEST}"):
        remove_part(manifest.parent)
    shutil.rmtree(run, ignore_errors=True)

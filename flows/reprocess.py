"""Processes everything stored again without the network: after an upgrade, or with another language model."""

from __future__ import annotations

from pathlib import Path

from prefect import flow

from flows.ingest import start_run
from flows.report import RunReport


@flow(name="reprocess", flow_run_name="reprocess {index}")
def reprocess(index: Path = Path("seeds/INDEX.md"), db: Path | None = None) -> RunReport:
    """Process the files of an index again, and what the raw archive has of its sources on the web.

    Args:
        index: The seed index, a Markdown file.
        db: The published snapshot; by default news.duckdb in DATELINE_DATA_DIR.

    Returns:
        What the run did. A new reading of the same bytes replaces the old one; it is not a new version.

    Raises:
        SeedIndexError, DatabaseLockedError, CheckError: as `flows.ingest.ingest` does.
    """
    return start_run(index, db, is_again=True)

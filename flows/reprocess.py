"""The transforms again, over what is stored and without the network: after an upgrade, or with another model."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from prefect import flow

from flows.ingest import Run, start_run
from flows.report import RunReport


@flow(name="reprocess", flow_run_name="reprocess {index}")
def reprocess(index: Path = Path("seeds/INDEX.md"), db: Path | None = None) -> RunReport:
    """Read again the files that the index lists and what the raw archive holds of its sources on the web.

    Args:
        index: The seed index, a Markdown file.
        db: The published snapshot; by default news.duckdb in DATELINE_DATA_DIR.

    Returns:
        What the run did. A page read anew from the same bytes replaces the reading before, and is no new version.

    Raises:
        SeedIndexError, DatabaseLockedError, CheckError: as `flows.ingest.ingest` does.
    """
    return start_run(index, db, Run(uuid4().hex, datetime.now(UTC), is_again=True))

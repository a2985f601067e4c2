"""What `dateline ui` starts beside Prefect's server: it makes runs of dateline's own flow, and of nothing else.

A worker of a work pool would run whatever command a deployment names. This process asks only for runs of the deployment
that it has registered, and runs the flow that it has imported: whoever reaches the API can start that, or not.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prefect import flow

from flows.ingest import start_run
from flows.report import RunReport


def ingest_again(index: Path, db: Path | None = None, is_retry: bool = False, is_due_only: bool = True) -> RunReport:
    """Do as `flows.ingest.ingest` does; a plain function, because a flow's own cannot be handed to another process."""
    return start_run(index, db, is_retry=is_retry, is_due_only=is_due_only)


def serve_ingest(index: str, cron: str) -> None:
    """Register the deployment and make its runs, one at a time, until this process is ended; its schedule then rests.

    Args:
        index: The seed index.
        cron: When runs are due, in UTC.
    """
    flow(name="ingest", flow_run_name="ingest {index}")(ingest_again).serve(
        name="ingest",
        description=f"Load what is new or changed in the sources of {index}, and publish the database.",
        parameters={"index": index},
        cron=cron,
        limit=1,
        print_starting_message=False,
    )


if __name__ == "__main__":
    from flows import served  # under its own name, by which the process of a run finds it

    served.serve_ingest(*sys.argv[1:])

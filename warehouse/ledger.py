"""The ledger: what each run did, and the current state of each document.

A document is loaded, duplicate, quarantined, skipped or failed. What a run did with it (one of these, or unchanged)
goes to `run_documents`, from which the counts of `runs` are computed.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any, NamedTuple

from warehouse.connection import Connection, dump_json, fetch_rows, read_sql, transaction
from warehouse.errors import UnknownRunError, VocabularyError
from warehouse.loader import merge_staged, run_script

OUTCOME_STATES = frozenset({"unchanged", "duplicate", "quarantined", "skipped", "failed"})
FINAL_STATES = frozenset({"completed", "failed", "cancelled", "killed"})


class KnownDocument(NamedTuple):
    """What the ledger knows of a document: the digests of its latest content and hints, and where it stands."""

    content_sha256: str | None
    hints_sha256: str | None
    status: str


@dataclass(frozen=True, slots=True)
class DocumentOutcome:
    """What a run did with a document that no batch took: unchanged, skipped, failed, or refused outright.

    `reason` is a code of a closed list, `detail` says it in words; `seen_at` is when the run met it.
    """

    document_id: str
    source_id: str
    location: str
    state: str
    seen_at: datetime
    reason: str | None = None
    detail: str | None = None
    content_sha256: str | None = None


def start_run(con: Connection, run_id: str, flow_run_id: str | None, started_at: datetime) -> None:
    """Write a run to the ledger, before anything else of it."""
    known = {"run_id": run_id, "flow_run_id": flow_run_id, "started_at": started_at}
    with transaction(con):
        con.execute(read_sql("load", "note_run"), known)


def known_documents(con: Connection, document_ids: Iterable[str]) -> dict[str, KnownDocument]:
    """Say of those documents that were ever met which content of them the warehouse has, and where they stand."""
    rows = con.execute(read_sql("load", "known_documents"), {"ids": dump_json(list(document_ids))}).fetchall()
    return {document_id: KnownDocument(*known) for document_id, *known in rows}


def record_outcomes(con: Connection, run_id: str, outcomes: Iterable[DocumentOutcome]) -> None:
    """Record what a run did with documents that no batch took, in one transaction.

    A document that failed or was skipped keeps the standing that its content gave it before; one that a batch
    of this run took keeps the batch's outcome.

    Raises:
        UnknownRunError: the run was not started.
        VocabularyError: a state that such a document cannot end in.
    """
    rows = [to_json(outcome) for outcome in outcomes]
    for row in rows:
        if row["state"] not in OUTCOME_STATES:
            raise VocabularyError("run_documents.state", row["state"], OUTCOME_STATES)
    require_run(con, run_id)
    unchanged = [row for row in rows if row["state"] == "unchanged"]
    settled = [row for row in rows if row["state"] != "unchanged"]
    with transaction(con):
        if settled:
            con.execute(read_sql("load", "stage"))
            run_script(con, "stage_outcomes", {"run_id": run_id, "documents": dump_json(settled)})
            merge_staged(con)
        if unchanged:
            run_script(con, "record_unchanged", {"run_id": run_id, "documents": dump_json(unchanged)})


def to_json(outcome: DocumentOutcome) -> dict[str, Any]:
    """Lay an outcome out for SQL, with the quarantine row that a refusal needs."""
    row = {**asdict(outcome), "seen_at": outcome.seen_at.isoformat()}
    refusal = (outcome.document_id, "documents", outcome.reason or "", outcome.content_sha256 or "")
    reject_id = blake2b("\x1f".join(refusal).encode(), digest_size=16).hexdigest()
    return {**row, "reject_id": reject_id, "row": json.dumps(row, ensure_ascii=False, sort_keys=True)}


def finish_run(con: Connection, run_id: str, state: str, finished_at: datetime | None) -> None:
    """Close a run: count what it did with each document it met, and say how it ended.

    Raises:
        UnknownRunError: the run was not started.
        VocabularyError: `state` is none of completed, failed, cancelled, killed.
    """
    if state not in FINAL_STATES:
        raise VocabularyError("runs.state", state, FINAL_STATES)
    with transaction(con):
        require_run(con, run_id)
        con.execute(read_sql("load", "count_run"), {"run_id": run_id})
        con.execute("UPDATE runs SET state = ?, finished_at = ? WHERE run_id = ?", [state, finished_at, run_id])


def recover(con: Connection) -> list[str]:
    """Close the runs that were killed; call it under the writer's lock, after their staged parts were loaded.

    What such a run met but did not finish is not in its counts: the next run meets it again.

    Returns:
        The run_ids that were still marked as running, oldest first.
    """
    rows = con.execute("SELECT run_id FROM runs WHERE state = 'running' ORDER BY started_at, run_id").fetchall()
    for (run_id,) in rows:
        finish_run(con, run_id, "killed", None)
    return [run_id for (run_id,) in rows]


def list_unfinished(con: Connection) -> list[str]:
    """List the runs since the last one that was completed, oldest first: what they fetched may not all be entered."""
    rows = con.execute("""
        SELECT run_id FROM runs
        WHERE started_at > coalesce((SELECT max(started_at) FROM runs WHERE state = 'completed'), '-infinity')
        ORDER BY started_at, run_id
    """).fetchall()
    return [run_id for (run_id,) in rows]


def list_runs(con: Connection) -> frozenset[str]:
    """List the ids of all runs of this database."""
    return frozenset(str(run_id) for (run_id,) in con.execute("SELECT run_id FROM runs").fetchall())


def require_run(con: Connection, run_id: str) -> None:
    """See that the ledger has a run."""
    if con.execute("SELECT 1 FROM runs WHERE run_id = ?", [run_id]).fetchone() is None:
        raise UnknownRunError(run_id)


def describe_run(con: Connection, run_id: str) -> dict[str, Any]:
    """Describe a finished run for its report.

    Returns:
        `counts` by state with `discovered`; as rows `by_source` (documents by source and state), `quarantine` and
        `skipped` (by reason), `failed` (each document) and `left_out` (what feeds, sitemaps and archives left out or
        had damaged, by source); `flagged_sources`, those that need a look; `quotations`, some worth showing, best
        first; `totals`, what the warehouse holds now.

    Raises:
        UnknownRunError: the run was not started.
    """
    require_run(con, run_id)
    report = {
        name: fetch_rows(con, read_sql("report", name), {"run_id": run_id})
        for name in ("counts", "by_source", "quarantine", "skipped", "failed", "left_out")
    }
    report["flagged_sources"] = fetch_rows(con, read_sql("report", "flagged_sources"))
    report["quotations"] = fetch_rows(con, read_sql("report", "showcase"), {"run_id": run_id})
    return {**report, "counts": report["counts"][0], "totals": fetch_rows(con, read_sql("report", "totals"))[0]}

"""The ledger: each document in one state, counts that add up, killed runs accounted for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.helpers.article_rows import Page, at
from tests.helpers.checks import find_broken_promises
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive
from warehouse.connection import Connection, fetch_rows
from warehouse.errors import UnknownRunError, VocabularyError
from warehouse.ledger import (
    DocumentOutcome,
    KnownDocument,
    describe_run,
    finish_run,
    known_documents,
    record_outcomes,
    recover,
    start_run,
)
from warehouse.loader import load_part

FERRY = Page("courier/ferry.html")
STATES = ("discovered", "loaded", "unchanged", "duplicate", "quarantined", "skipped", "failed")


def outcome(page: Page, state: str, hours: float = 1, reason: str | None = None) -> DocumentOutcome:
    return DocumentOutcome(page.document_id, "courier", page.location, state, at(hours), reason)


def read_counts(con: Connection, run: str) -> dict[str, int]:
    [row] = fetch_rows(con, "SELECT * FROM runs WHERE run_id = $run", {"run": run})
    return {state: row[state] for state in STATES if row[state]}


def read_document(con: Connection) -> dict[str, Any]:
    [row] = fetch_rows(con, "SELECT status, reason, run_id, fetched_at, first_seen_at, last_seen_at FROM documents")
    return row


def test_an_unchanged_document_keeps_its_standing_and_was_seen_again(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", "prefect-1", at(0))
        load_part(con, write_part(tmp_path, [FERRY], hours=0))
        finish_run(con, "run1", "completed", at(0.5))
        assert known_documents(con, [FERRY.document_id, "0" * 32]) == {
            FERRY.document_id: KnownDocument(FERRY.content_sha256, None, "loaded")
        }

        start_run(con, "run2", None, at(24))
        record_outcomes(con, "run2", [outcome(FERRY, "unchanged", 24)])
        derive.run(con)
        finish_run(con, "run2", "completed", at(25))
        assert read_document(con) == {
            "status": "loaded", "reason": None, "run_id": "run1", "fetched_at": at(0), "first_seen_at": at(0),
            "last_seen_at": at(24),
        }  # fmt: skip
        assert fetch_rows(con, "SELECT first_seen_at, last_seen_at, text_last_seen_at FROM articles") == [
            {"first_seen_at": at(0), "last_seen_at": at(24), "text_last_seen_at": at(24)}
        ]
        assert read_counts(con, "run1") == {"discovered": 1, "loaded": 1}
        assert read_counts(con, "run2") == {"discovered": 1, "unchanged": 1}
        assert find_broken_promises(con) == {}


@pytest.mark.parametrize("state", ["failed", "skipped"])
def test_a_document_that_fails_later_keeps_what_it_gave(tmp_path: Path, state: str) -> None:
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [FERRY], hours=0))
        start_run(con, "run2", None, at(24))
        record_outcomes(con, "run2", [outcome(FERRY, state, 24, "absent")])
        finish_run(con, "run2", "completed", at(25))
        document = read_document(con)
        assert (document["status"], document["run_id"], document["last_seen_at"]) == ("loaded", "run1", at(0))
        assert read_counts(con, "run2") == {"discovered": 1, state: 1}


def test_a_document_that_failed_is_loaded_when_it_can_be_had(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        record_outcomes(con, "run1", [outcome(FERRY, "failed", 0, "absent")])
        assert known_documents(con, [FERRY.document_id, "0" * 32]) == {
            FERRY.document_id: KnownDocument(None, None, "failed")
        }
        load_part(con, write_part(tmp_path, [FERRY], run="run2", hours=1))
        document = read_document(con)
        assert (document["status"], document["reason"], document["first_seen_at"]) == ("loaded", None, at(0))


def test_a_refusal_outside_a_batch_is_kept_in_quarantine(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        for _ in range(2):
            record_outcomes(con, "run1", [outcome(FERRY, "quarantined", 0, "body_too_large")])
        finish_run(con, "run1", "completed", at(1))
        assert fetch_rows(con, "SELECT table_name, check_name, run_id, is_cured FROM quarantine") == [
            {"table_name": "documents", "check_name": "body_too_large", "run_id": "run1", "is_cured": False}
        ]
        assert read_counts(con, "run1") == {"discovered": 1, "quarantined": 1}
        load_part(con, write_part(tmp_path, [FERRY], run="run2", hours=1))
        assert fetch_rows(con, "SELECT is_cured FROM quarantine") == [{"is_cured": True}]
        recover(con)
        assert find_broken_promises(con) == {}


@pytest.mark.parametrize("is_recorded_first", [True, False])
def test_what_a_batch_says_of_a_document_goes_before_what_the_run_noted(
    tmp_path: Path, is_recorded_first: bool
) -> None:
    part = write_part(tmp_path, [FERRY], hours=0)
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        if is_recorded_first:
            record_outcomes(con, "run1", [outcome(FERRY, "failed", 0)])
        load_part(con, part)
        if not is_recorded_first:
            record_outcomes(con, "run1", [outcome(FERRY, "failed", 0)])
        finish_run(con, "run1", "completed", at(1))
        assert read_counts(con, "run1") == {"discovered": 1, "loaded": 1}
        assert read_document(con)["status"] == "loaded"


def test_a_killed_run_is_closed_with_what_it_had_loaded(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        record_outcomes(con, "run1", [outcome(Page("courier/gone.html"), "skipped", 0, "absent")])
        load_part(con, write_part(tmp_path, [FERRY], hours=0))  # staged when it was killed, loaded by the next run
        assert recover(con) == ["run1"]
        assert recover(con) == []
        [run] = fetch_rows(con, "SELECT state, finished_at FROM runs")
        assert run == {"state": "killed", "finished_at": None}
        assert read_counts(con, "run1") == {"discovered": 2, "loaded": 1, "skipped": 1}
        assert find_broken_promises(con) == {}


def test_the_report_of_a_finished_run_stands_when_later_runs_meet_a_better_address(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        part = write_part(tmp_path, [Page("courier/ferry.html?from=feed")], hours=0)
        load_part(con, part)
        finish_run(con, "run1", "completed", at(1))
        start_run(con, "run2", None, at(2))
        load_part(con, write_part(tmp_path, [FERRY], run="run2", hours=2))
        load_part(con, part)
        finish_run(con, "run2", "completed", at(3))
        assert read_counts(con, "run1") == {"discovered": 1, "loaded": 1}
        assert read_counts(con, "run2") == {"discovered": 1, "loaded": 1}
        assert fetch_rows(con, "SELECT location, status FROM documents ORDER BY status") == [
            {"location": "courier/ferry.html?from=feed", "status": "duplicate"},
            {"location": "courier/ferry.html", "status": "loaded"},
        ]
        assert find_broken_promises(con) == {}


def test_a_part_left_by_a_run_that_failed_counts_for_that_run(tmp_path: Path) -> None:
    part = write_part(tmp_path, [FERRY], hours=0)
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        finish_run(con, "run1", "failed", at(1))
        assert read_counts(con, "run1") == {}
        load_part(con, part)
        assert read_counts(con, "run1") == {"discovered": 1, "loaded": 1}
        assert find_broken_promises(con) == {}


def test_a_run_describes_itself(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        load_part(con, write_part(tmp_path, [FERRY, Page("echo/front.html", refusal="section_front")], hours=0))
        record_outcomes(con, "run1", [outcome(Page("courier/gone.html"), "failed", 0, "absent")])
        finish_run(con, "run1", "completed", at(1))
        report = describe_run(con, "run1")
    assert {state: count for state, count in report["counts"].items() if count} == {
        "discovered": 3, "loaded": 1, "quarantined": 1, "failed": 1,
    }  # fmt: skip
    assert report["by_source"] == [
        {"source_id": "courier", "state": "failed", "documents": 1},
        {"source_id": "courier", "state": "loaded", "documents": 1},
        {"source_id": "echo", "state": "quarantined", "documents": 1},
    ]
    assert report["quarantine"] == [{"reason": "section_front", "documents": 1}]
    assert [row["location"] for row in report["failed"]] == ["courier/gone.html"]
    assert (report["totals"]["articles"], report["totals"]["quotations"]) == (1, 1)


def test_a_run_that_was_not_started_is_an_error(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        for call in (
            lambda: finish_run(con, "nobody", "completed", at(0)),
            lambda: record_outcomes(con, "nobody", []),
            lambda: describe_run(con, "nobody"),
        ):
            with pytest.raises(UnknownRunError, match="no row with run_id 'nobody'"):
                call()


def test_a_state_outside_its_list_is_an_error(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        start_run(con, "run1", None, at(0))
        with pytest.raises(
            VocabularyError, match=r"runs\.state: 'done' is not one of cancelled, completed, failed, killed"
        ):
            finish_run(con, "run1", "done", at(0))
        with pytest.raises(VocabularyError, match=r"run_documents\.state: 'loaded' is not one of"):
            record_outcomes(con, "run1", [outcome(FERRY, "loaded")])
        assert fetch_rows(con, "FROM run_documents") == []

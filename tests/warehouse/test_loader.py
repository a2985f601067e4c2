"""Parts in any order, any number of times: one end state."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.helpers.article_rows import Page, at
from tests.helpers.checks import find_broken_promises
from tests.helpers.warehouse import open_warehouse, write_part
from warehouse import derive, ledger
from warehouse.connection import Connection, fetch_rows
from warehouse.errors import PartError
from warehouse.fetches import record_listings
from warehouse.loader import VERSION_TABLES, load_part

OLD, NEW = "“We waited,” said Ada Lund.", "“We waited for hours,” said Ada Lund on Monday."
TABLES = [
    "articles", "documents", "run_documents", "quarantine", "entity_links", "article_bands",
    *VERSION_TABLES, "history.articles", *(f"history.{table}" for table in VERSION_TABLES),
]  # fmt: skip


def describe(con: Connection) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that loading fills."""
    return {table: sorted(con.execute(f"FROM {table}").fetchall(), key=repr) for table in TABLES}


def load_all(folder: Path, parts: Sequence[Path], runs: Sequence[str] = ("run1",)) -> dict[str, Any]:
    """Load parts into a fresh database and describe it; every check must be content with it."""
    with open_warehouse(folder) as con:
        for run in runs:
            ledger.start_run(con, run, None, at(0))
        for part in parts:
            load_part(con, part)
        derive.run(con)
        assert find_broken_promises(con) == {}
        return describe(con)


def test_a_part_becomes_rows(tmp_path: Path) -> None:
    part = write_part(tmp_path, [Page("courier/ferry.html", text=OLD)])
    with open_warehouse(tmp_path) as con:
        load_part(con, part)
        [article] = fetch_rows(con, "SELECT * FROM articles")
        [quote] = fetch_rows(con, "SELECT * FROM quotes")
        [mention] = fetch_rows(con, "SELECT * FROM entity_mentions")
        [document] = fetch_rows(con, "SELECT * FROM documents")
    assert (article["text"], article["version"], article["location"]) == (OLD, 1, "courier/ferry.html")
    assert (quote["text"], quote["speaker_name"]) == ("We waited,", "Ada Lund")
    assert OLD[mention["start_char"] : mention["end_char"]] == "Ada Lund"
    assert (document["status"], document["article_id"]) == ("loaded", article["article_id"])


def test_a_part_of_a_run_that_the_ledger_lost_brings_its_run(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [Page("a/1")], run="lost", hours=3))
        assert fetch_rows(con, "SELECT run_id, state, started_at FROM runs") == [
            {"run_id": "lost", "state": "running", "started_at": at(3)}
        ]


def test_a_part_loaded_again_after_the_derivation_gets_its_entities_back(tmp_path: Path) -> None:
    """A run that is killed between its derivation and its end leaves its parts, and the next loads them again."""
    first = write_part(tmp_path, [Page("courier/ferry.html", text=OLD)], batch=1)
    second = write_part(tmp_path, [Page("courier/ferry.html?copy", text=OLD)], batch=2)
    with open_warehouse(tmp_path) as con:
        for part in (first, second, first, second):
            load_part(con, part)
            derive.run(con)
            assert find_broken_promises(con) == {}
        assert fetch_rows(con, "FROM entity_mentions WHERE article_entity_id IS NOT NULL AND entity_id IS NULL") == []


def test_a_page_that_names_others_in_its_new_version_leaves_no_entity_behind(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        for run, place in enumerate(("Skarrow", "Korr", "Skarrow")):
            text = f"“We waited,” said Ada Lund in {place}, version {run}."
            load_part(con, write_part(tmp_path, [Page("a.html", text=text, place=place)], run=f"run{run}", hours=run))
            ledger.finish_run(con, f"run{run}", "completed", at(run + 0.5))
            derive.run(con)
            assert find_broken_promises(con) == {}


def test_a_changed_page_is_a_new_version_and_the_old_one_is_history(tmp_path: Path) -> None:
    first = write_part(tmp_path, [Page("a/1", text=OLD)], run="run1", hours=0)
    second = write_part(tmp_path, [Page("a/1", text=NEW)], run="run2", hours=24)
    with open_warehouse(tmp_path) as con:
        load_part(con, first)
        load_part(con, second)
        [article] = fetch_rows(con, "SELECT * FROM articles")
        [quote] = fetch_rows(con, "SELECT * FROM quotes")
        versions = fetch_rows(con, "SELECT text, is_newest FROM article_versions ORDER BY first_seen_at")
        [superseded] = fetch_rows(con, "SELECT * FROM history.quotes")
    assert (article["text"], article["version"]) == (NEW, 2)
    assert (article["first_seen_at"], article["last_seen_at"]) == (at(0), at(24))
    assert (article["text_first_seen_at"], article["text_last_seen_at"]) == (at(24), at(24))
    assert quote["text"] == "We waited for hours,"
    assert versions == [{"text": OLD, "is_newest": False}, {"text": NEW, "is_newest": True}]
    assert (superseded["text"], superseded["speaker_name"]) == ("We waited,", "Ada Lund")


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (1, 0, 0, 1)])
def test_an_older_version_never_replaces_the_newest(tmp_path: Path, order: Sequence[int]) -> None:
    newest = write_part(tmp_path, [Page("a/1", text=NEW, modified=9)], batch=1)
    older = write_part(tmp_path, [Page("b/1", text=OLD, modified=3)], batch=2)
    with open_warehouse(tmp_path) as con:
        for number in order:
            load_part(con, (newest, older)[number])
        assert fetch_rows(con, "SELECT text, version FROM articles") == [{"text": NEW, "version": 2}]
        assert fetch_rows(con, "SELECT text FROM quotes") == [{"text": "We waited for hours,"}]


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0), (2, 0, 1)])
def test_a_page_that_gives_up_the_newest_version_hands_over_to_another(tmp_path: Path, order: Sequence[int]) -> None:
    parts = [
        write_part(tmp_path, [Page("a/1", text=NEW, modified=9)], run="run1", hours=0),
        write_part(tmp_path, [Page("b/1", text=OLD, modified=3)], run="run2", hours=1),
        write_part(tmp_path, [Page("a/1", text="Gone.", modified=None)], run="run3", hours=2),
    ]
    with open_warehouse(tmp_path) as con:
        for number in order:
            load_part(con, parts[number])
        assert fetch_rows(con, "SELECT text, version, location FROM articles") == [
            {"text": OLD, "version": 3, "location": "b/1"}
        ]
        assert fetch_rows(con, "SELECT text FROM quotes") == [{"text": "We waited,"}]
        assert fetch_rows(con, "SELECT text FROM history.quotes") == [{"text": "We waited for hours,"}]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_the_smallest_location_is_loaded_and_the_others_are_duplicates(tmp_path: Path, order: Sequence[int]) -> None:
    parts = [write_part(tmp_path, [Page(name)], batch=n) for n, name in enumerate(["a/1?utm=x", "a/1"], 1)]
    with open_warehouse(tmp_path) as con:
        for number in order:
            load_part(con, parts[number])
        ledger.finish_run(con, "run1", "completed", at(1))
        documents = fetch_rows(con, "SELECT location, status, reason, detail FROM documents ORDER BY location")
        assert documents == [
            {"location": "a/1", "status": "loaded", "reason": None, "detail": None},
            {"location": "a/1?utm=x", "status": "duplicate", "reason": "same_article", "detail": "same text as a/1"},
        ]
        assert fetch_rows(con, "SELECT location FROM articles") == [{"location": "a/1"}]
        [run] = fetch_rows(con, "SELECT * FROM runs")
        assert (run["discovered"], run["loaded"], run["duplicate"]) == (2, 1, 1)


def test_one_batch_may_hold_two_versions_of_an_article(tmp_path: Path) -> None:
    pages = [Page("a/1", text=OLD, modified=1), Page("a/2", text=NEW, modified=2)]
    together = write_part(tmp_path / "together", pages)
    apart = [write_part(tmp_path / "apart", [page], batch=n) for n, page in enumerate(pages, 1)]
    with open_warehouse(tmp_path / "1") as con:
        load_part(con, together)
        one = fetch_rows(con, "SELECT * EXCLUDE (batch) FROM articles"), fetch_rows(con, "FROM quotes")
    with open_warehouse(tmp_path / "2") as con:
        for part in apart:
            load_part(con, part)
        assert one == (fetch_rows(con, "SELECT * EXCLUDE (batch) FROM articles"), fetch_rows(con, "FROM quotes"))


def test_one_page_read_again_by_newer_code_is_no_new_version(tmp_path: Path) -> None:
    before = write_part(tmp_path, [Page("a/1", text=OLD, content="page")], run="run1", hours=0)
    after = write_part(tmp_path, [Page("a/1", text=NEW, content="page")], run="run2", hours=1)
    states = []
    for number, order in enumerate([(before, after), (after, before), (before, after, before)]):
        with open_warehouse(tmp_path / str(number)) as con:
            for part in order:
                load_part(con, part)
            assert fetch_rows(con, "SELECT text, version FROM articles") == [{"text": NEW, "version": 1}]
            states.append({table: rows for table, rows in describe(con).items() if table != "run_documents"})
    assert states[0] == states[1] == states[2]


@pytest.mark.parametrize("runs", [("a", "b"), ("b", "a")])
@pytest.mark.parametrize("is_reversed", [False, True])
def test_content_that_a_later_run_reads_again_from_the_archive_counts_by_the_run(
    tmp_path: Path, runs: tuple[str, str], is_reversed: bool
) -> None:
    before = [
        Page("a/1", refusal="no_article", content="page"),
        Page("a/2", "cable", OLD, title="Old", content="other"),
    ]
    after = [Page("a/1", content="page"), Page("a/2", "cable", OLD, title="New", content="other")]
    parts = [
        write_part(tmp_path, pages, run=run, hours=hours, fetched=-5)
        for pages, run, hours in zip((before, after), runs, (0, 1), strict=True)
    ]
    with open_warehouse(tmp_path) as con:
        for part in reversed(parts) if is_reversed else parts:
            load_part(con, part)
        assert fetch_rows(con, "SELECT status FROM documents") == [{"status": "loaded"}] * 2
        assert fetch_rows(con, "SELECT is_cured FROM quarantine") == [{"is_cured": True}]
        assert fetch_rows(con, "SELECT title FROM articles WHERE location = 'a/2'") == [{"title": "New"}]


def test_a_page_met_as_a_second_listing_is_read_later_from_content_that_is_older(tmp_path: Path) -> None:
    page = Page("a/1")
    with open_warehouse(tmp_path) as con:
        ledger.start_run(con, "run1", None, at(0))
        listed = ledger.DocumentOutcome(page.document_id, "a", "a/1", "duplicate", at(0), "same_address")
        ledger.record_outcomes(con, "run1", [listed])
        load_part(con, write_part(tmp_path, [page], run="run2", hours=1, fetched=-5))
        assert fetch_rows(con, "SELECT status, content_sha256 FROM documents") == [
            {"status": "loaded", "content_sha256": page.content_sha256}
        ]


def test_a_feed_that_was_refused_stands_as_readable_once_it_is(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        row = {"source_id": "a", "url": "a/rss", "asked_at": at(0).isoformat(), "rhythm": {}, "reason": "no_feed"}
        record_listings(con, [row])
        for run, (state, reason) in enumerate([("quarantined", "no_feed"), ("skipped", "listing")]):
            ledger.start_run(con, f"run{run}", None, at(run))
            ledger.record_outcomes(
                con, f"run{run}", [ledger.DocumentOutcome("f" * 32, "a", "a/rss", state, at(run), reason)]
            )
        assert fetch_rows(con, "SELECT status, reason FROM documents") == [{"status": "skipped", "reason": "listing"}]
        assert fetch_rows(con, "SELECT check_name, is_cured FROM quarantine") == [
            {"check_name": "no_feed", "is_cured": True}
        ]


def test_a_refused_page_is_quarantined_and_keeps_the_article_it_gave_before(tmp_path: Path) -> None:
    with open_warehouse(tmp_path) as con:
        load_part(con, write_part(tmp_path, [Page("a/1")], run="run1", hours=0))
        load_part(con, write_part(tmp_path, [Page("a/1", refusal="error_page")], run="run2", hours=1))
        assert fetch_rows(con, "SELECT status, reason FROM documents") == [
            {"status": "quarantined", "reason": "error_page"}
        ]
        assert len(fetch_rows(con, "FROM articles")) == 1
        assert fetch_rows(con, "SELECT table_name, check_name, is_cured FROM quarantine") == [
            {"table_name": "documents", "check_name": "error_page", "is_cured": False}
        ]


@pytest.mark.parametrize("order", [(0, 1), (1, 0), (0, 1, 0)])
def test_a_refusal_is_cured_by_a_later_reading_that_no_longer_refuses(tmp_path: Path, order: Sequence[int]) -> None:
    parts = [
        write_part(tmp_path, [Page("a/1", rejected_row="bad"), Page("a/2", refusal="timeout")], run="run1", hours=0),
        write_part(tmp_path, [Page("a/1"), Page("a/2", refusal="timeout")], run="run2", hours=1),
    ]
    with open_warehouse(tmp_path) as con:
        for number in order:
            load_part(con, parts[number])
        rows = fetch_rows(con, "SELECT check_name, run_id, is_cured FROM quarantine ORDER BY check_name")
    assert rows == [
        {"check_name": "text: str_length", "run_id": "run1", "is_cured": True},
        {"check_name": "timeout", "run_id": "run2", "is_cured": False},
    ]


def test_a_load_that_fails_leaves_nothing(tmp_path: Path) -> None:
    part = write_part(tmp_path, [Page("a/1")])
    (part / "quotes.parquet").write_bytes(b"not parquet")
    with open_warehouse(tmp_path) as con:
        before = describe(con)
        with pytest.raises(PartError, match=r"quotes\.parquet is damaged"):
            load_part(con, part)
        assert describe(con) == before


texts = st.sampled_from([OLD, NEW, "Nothing was said.", "🇳🇴 “Vent\u0301,” sa Ada Lund. 👩‍👩‍👧"])
pages = st.builds(
    Page,
    location=st.sampled_from(["a/1", "a/2", "b/1", "b/1?utm=x"]),
    article=st.sampled_from(["ferry", "ferry", "cable"]),
    text=texts,
    modified=st.sampled_from([None, 1, 2]),
    published=st.sampled_from([None, 0]),
    refusal=st.sampled_from([None, None, None, "timeout"]),
    rejected_row=st.sampled_from([None, None, "bad"]),
)
batches = st.lists(pages, min_size=1, max_size=4, unique_by=lambda page: page.location)


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), runs=st.lists(st.lists(batches, min_size=1, max_size=2), min_size=1, max_size=2))
def test_order_and_repetition_leave_no_trace(data: st.DataObject, runs: list[list[list[Page]]]) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        parts = [
            write_part(folder, some, run=f"run{run}", batch=batch, hours=run)
            for run, in_run in enumerate(runs)
            for batch, some in enumerate(in_run)
        ]
        shuffled = data.draw(st.permutations(parts + data.draw(st.lists(st.sampled_from(parts), max_size=3))))
        run_ids = [f"run{run}" for run in range(len(runs))]
        assert load_all(folder / "1", parts, run_ids) == load_all(folder / "2", shuffled, run_ids)
